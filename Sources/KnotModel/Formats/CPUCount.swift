/// A share of processors, in billionths of one: `1.5`, `2`, or `500m` (thousandths).
package struct CPUCount: Sendable, Hashable {
    package var nanos: Int64

    package init(nanos: Int64) { self.nanos = nanos }

    package init(parsing text: String) throws(FormatError) {
        let milli = text.hasSuffix("m")
        let digits = milli ? text.dropLast() : text[...]
        guard !digits.isEmpty, digits.utf8.allSatisfy({ (0x30...0x39).contains($0) || $0 == 0x2E }),
            let number = Double(digits)
        else { throw FormatError("'\(text)' is not a number of processors", example: "1.5 or 500m") }
        let scaled = (number * (milli ? 1e6 : 1e9)).rounded()
        guard scaled >= 1e6, scaled <= 1e15 else {
            throw FormatError("'\(text)' processors is out of range", example: "0.5")
        }
        nanos = Int64(scaled)
    }
}

extension CPUCount: CustomStringConvertible {
    package var description: String {
        let whole = nanos / 1_000_000_000
        var fraction = String(nanos % 1_000_000_000)
        fraction = String(repeating: "0", count: 9 - fraction.count) + fraction
        while fraction.hasSuffix("0") { fraction.removeLast() }
        return fraction.isEmpty ? String(whole) : "\(whole).\(fraction)"
    }
}

extension CPUCount {
    /// The least that an engine takes: 1 ms of processor time in every 100 ms (Linux' CFS bandwidth control).
    package static let least = CPUCount(nanos: 10_000_000)

    /// What an engine makes of `nanos`: records of earlier versions may hold less than it takes.
    package static func settable(_ nanos: Int64) -> Int64 { max(least.nanos, nanos) }

    /// As `init(parsing:)`, for a limit that an engine is to set.
    ///
    /// - Throws: also for less than `least`.
    package init(limit text: String) throws(FormatError) {
        try self.init(parsing: text)
        guard nanos >= Self.least.nanos else {
            throw FormatError(
                "'\(text)' processors is less than \(Self.least), the least that an engine takes", example: "0.5")
        }
    }
}
