/// A set of addresses with the same beginning: `10.0.0.0/8`, `fd00::/8`, or one address.
package struct AddressRange: Sendable, Hashable {
    private let base: ClientAddress
    /// Of the 128 bits, how many must be equal.
    private let bits: Int

    /// `nil` when `text` is neither an address nor `ADDRESS/BITS`.
    package init?(_ text: String) {
        let parts = text.split(separator: "/", maxSplits: 1, omittingEmptySubsequences: false)
        guard let first = parts.first, let base = ClientAddress(first) else { return nil }
        let width = base.isIPv4 ? 32 : 128
        var bits = width
        if parts.count > 1 {
            guard parts[1].utf8.allSatisfy({ (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) }),
                let number = Int(parts[1]), number <= width
            else { return nil }
            bits = number
        }
        self.base = base
        self.bits = bits + 128 - width
    }

    package func contains(_ address: ClientAddress) -> Bool {
        let highMask: UInt64 = bits == 0 ? 0 : ~0 << UInt64(max(0, 64 - bits))
        let lowMask: UInt64 = bits <= 64 ? 0 : ~0 << UInt64(128 - bits)
        return (address.high ^ base.high) & highMask == 0 && (address.low ^ base.low) & lowMask == 0
    }
}
