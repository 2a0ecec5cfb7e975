import CLibCrypto

/// Random bytes fit for keys, from OpenSSL's generator, which the system's seeds.
package enum RandomBytes {
    package static func generate(_ count: Int) throws(CryptoFailure) -> [UInt8] {
        guard count > 0 else { return [] }
        var bytes = [UInt8](repeating: 0, count: count)
        try CryptoFailure.check(RAND_bytes(&bytes, Int32(count)), "RAND_bytes")
        return bytes
    }
}
