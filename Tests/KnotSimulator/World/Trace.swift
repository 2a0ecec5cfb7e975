/// What happened in a run, as lines; and a hash over them that two runs of one seed share (FNV-1a, 64 bits).
package struct Trace: Sendable {
    package private(set) var hash: UInt64 = 0xCBF2_9CE4_8422_2325
    package private(set) var count = 0
    /// Empty unless lines are kept.
    package private(set) var lines: [String] = []
    package let isKeeping: Bool

    package init(keeping: Bool) { isKeeping = keeping }

    /// The lines since the last call, for a trace that several have a part in.
    package mutating func take() -> [String] {
        defer { lines = [] }
        return lines
    }

    package mutating func add(_ time: Int64, _ text: String) {
        count += 1
        for byte in text.utf8 { hash = (hash ^ UInt64(byte)) &* 0x0000_0100_0000_01B3 }
        hash = (hash ^ UInt64(bitPattern: time)) &* 0x0000_0100_0000_01B3
        guard isKeeping else { return }
        let fraction = String(time % 1000)
        let padded = String(repeating: "0", count: max(0, 3 - fraction.count)) + fraction
        lines.append("\(time / 1000).\(padded) \(text)")
    }
}
