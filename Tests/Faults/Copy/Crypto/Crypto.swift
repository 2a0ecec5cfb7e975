/// In place of swift-crypto, which takes minutes to build: hashes that are good enough to tell simulated specs apart.
public enum SHA256 {
    public static func hash(data: [UInt8]) -> [UInt8] {
        (0..<4 as Range<UInt64>).flatMap { part in
            var hash: UInt64 = 0xCBF2_9CE4_8422_2325 &+ part &* 0x9E37_79B9_7F4A_7C15
            for byte in data { hash = (hash ^ UInt64(byte)) &* 0x100_0000_01B3 }
            hash ^= hash >> 31
            return (0..<8).map { UInt8(truncatingIfNeeded: hash >> (8 * $0)) }
        }
    }
}

public enum HMAC<Hash> {
    public static func authenticationCode(for message: [UInt8], using key: SymmetricKey) -> [UInt8] {
        SHA256.hash(data: key.bytes + message)
    }
}

public struct SymmetricKey {
    let bytes: [UInt8]
    public init(data: [UInt8]) { bytes = data }
}
