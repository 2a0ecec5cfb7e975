/// An amount of memory or storage: a number and an optional unit `k`, `m`, `g` or `t` (powers of 1024), with an
/// optional `b`, `i` or `ib` after it, in either case: `512m`, `512MB`, `512Mi`, `512MiB`. Without a unit: bytes.
package struct ByteCount: Sendable, Hashable {
    package var bytes: Int64

    /// What may stand behind the number, for messages.
    package static let units = "the units are k, m, g and t, powers of 1024, also written as KB, Ki or KiB"

    package init(bytes: Int64) { self.bytes = bytes }

    package init(parsing text: String) throws(FormatError) {
        let error = FormatError("'\(text)' is not an amount of bytes: \(Self.units)", example: "512m or 2g")
        var rest = text.lowercased()[...]
        let ending = ["ib", "i", "b"].first { rest.hasSuffix($0) } ?? ""
        rest = rest.dropLast(ending.count)
        var shift = 0
        if let unit = rest.last, let index = "kmgt".firstIndex(of: unit) {
            shift = 10 * ("kmgt".distance(from: "kmgt".startIndex, to: index) + 1)
            rest = rest.dropLast()
        }
        guard shift > 0 || !ending.hasPrefix("i") else { throw error }
        guard !rest.isEmpty, rest.utf8.allSatisfy({ (0x30...0x39).contains($0) || $0 == 0x2E }),
            let number = Double(rest)
        else { throw error }
        let scaled = number * Double(Int64(1) << Int64(shift))
        guard scaled >= 1, scaled < 9e18 else { throw error }
        bytes = Int64(scaled)
    }
}

extension ByteCount: CustomStringConvertible {
    /// The shortest exact form: `2g`, `1536m`, `1000`.
    package var description: String {
        for (unit, shift) in [("t", 40), ("g", 30), ("m", 20), ("k", 10)] {
            let size = Int64(1) << Int64(shift)
            if bytes >= size, bytes % size == 0 { return "\(bytes / size)\(unit)" }
        }
        return String(bytes)
    }
}
