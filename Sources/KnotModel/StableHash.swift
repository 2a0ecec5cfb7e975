/// The 64-bit FNV-1a hash: stable over processes and machines, for digests and placement; never for secrets.
package struct StableHash: Sendable {
    package private(set) var value: UInt64 = 0xCBF2_9CE4_8422_2325

    package init() {}

    /// Adds a text and a separator, so that ("a", "bc") and ("ab", "c") differ.
    package mutating func add(_ text: String) {
        for byte in text.utf8 { mix(byte) }
        mix(0xFF)
    }

    /// Adds bytes, whatever they are, after their number.
    package mutating func add(_ bytes: [UInt8]) {
        add(UInt64(bytes.count))
        for byte in bytes { mix(byte) }
    }

    /// Adds the eight bytes of a number, the lowest first.
    package mutating func add(_ number: UInt64) {
        for place in stride(from: 0 as UInt64, to: 64, by: 8) { mix(UInt8(truncatingIfNeeded: number >> place)) }
    }

    private mutating func mix(_ byte: UInt8) {
        value = (value ^ UInt64(byte)) &* 0x100_0000_01B3
    }
}
