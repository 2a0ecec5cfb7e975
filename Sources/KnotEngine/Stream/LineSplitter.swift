/// Cuts a stream of bytes into lines, with no more than `longest` bytes kept back.
package struct LineSplitter: Sendable {
    private let longest: Int
    private var rest: [UInt8] = []
    /// The line being read is longer than allowed; it is passed over up to its end.
    private var isSkipping = false

    package init(longest: Int = 1 << 20) { self.longest = longest }

    /// The lines that `bytes` complete, without their ends. Empty lines, and ones too long, are left out.
    package mutating func lines(_ bytes: some Collection<UInt8>) -> [[UInt8]] {
        var lines: [[UInt8]] = []
        var start = bytes.startIndex
        while let end = bytes[start...].firstIndex(of: 0x0A) {
            keep(bytes[start..<end])
            if let line = last() { lines.append(line) }
            isSkipping = false
            start = bytes.index(after: end)
        }
        keep(bytes[start...])
        return lines
    }

    /// What stands after the last line end, at the end of the stream.
    package mutating func last() -> [UInt8]? {
        defer { rest = [] }
        return isSkipping || rest.allSatisfy({ $0 == 0x0D || $0 == 0x20 }) ? nil : rest
    }

    private mutating func keep(_ bytes: some Collection<UInt8>) {
        guard !isSkipping else { return }
        guard rest.count + bytes.count <= longest else {
            isSkipping = true
            rest = []
            return
        }
        rest += bytes
    }
}
