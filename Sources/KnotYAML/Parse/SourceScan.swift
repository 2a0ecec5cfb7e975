/// One pass over a stream before libyaml sees it: where its lines and documents start, and which documents hold bytes
/// that no YAML stream may hold.
///
/// libyaml decodes far ahead of what it parses, so it would report a bad byte before the documents that precede it, and
/// lose them.
struct SourceScan {
    /// A run of lines that starts at a line with `---` (or at the start) and ends before the next such line.
    struct Section {
        var start: Int
        /// How many lines stand before it.
        var line: Int
        /// The first fault in it.
        var fault: Fault?
    }

    struct Fault {
        enum Reason {
            case notUTF8(UInt8)
            case control(UInt32)
            case tooLong
        }

        var reason: Reason
        var offset: Int
        /// How many lines stand before it.
        var line: Int
    }

    private(set) var sections: [Section] = []
    private(set) var checkpoints: [Int] = []
    /// Where reading stops: the end, or the first document beyond the limit.
    private(set) var end: Int
    private(set) var hasTooManyDocuments = false

    private let limits: YAML.Limits
    private var lines = 0

    init(_ text: UnsafeBufferPointer<UInt8>, limits: YAML.Limits) {
        self.limits = limits
        end = text.count
        let hasByteOrderMark = text.starts(with: [0xEF, 0xBB, 0xBF])
        let start = hasByteOrderMark ? 3 : 0
        sections.append(Section(start: start, line: 0))
        checkpoints.append(start)
        var index = start
        while index < end { index = step(text, index) }
        checkLength(until: end)
    }

    /// Looks at the character at `index`; its successor's index.
    private mutating func step(_ text: UnsafeBufferPointer<UInt8>, _ index: Int) -> Int {
        let byte = text[index]
        if byte >= 0x20, byte < 0x7F { return index + 1 }
        let lineBreak = text.lineBreakLength(at: index)
        if lineBreak > 0 {
            startLine(text, at: index + lineBreak)
            return index + lineBreak
        }
        if byte == 0x09 { return index + 1 }
        guard let (value, length) = text.character(at: index) else {
            note(.notUTF8(byte), at: index)
            return index + 1
        }
        let isAllowed = value >= 0xA0 && value != 0xFEFF && value != 0xFFFE && value != 0xFFFF
        if !isAllowed { note(.control(value), at: index) }
        return index + length
    }

    private mutating func startLine(_ text: UnsafeBufferPointer<UInt8>, at index: Int) {
        lines += 1
        if lines % SourceText.linesPerCheckpoint == 0 { checkpoints.append(index) }
        guard index + 3 <= text.count, text[index] == 0x2D, text[index + 1] == 0x2D, text[index + 2] == 0x2D,
            index + 3 == text.count || [0x20, 0x09, 0x0A, 0x0D].contains(text[index + 3])
        else { return }
        checkLength(until: index)
        if sections.count >= limits.documents {
            hasTooManyDocuments = true
            end = index
            return
        }
        sections.append(Section(start: index, line: lines))
    }

    private mutating func note(_ reason: Fault.Reason, at offset: Int) {
        let last = sections.count - 1
        if sections[last].fault == nil {
            sections[last].fault = Fault(reason: reason, offset: offset, line: lines)
        }
    }

    private mutating func checkLength(until index: Int) {
        let last = sections.count - 1
        let section = sections[last]
        if index - section.start > limits.documentBytes {
            sections[last].fault = Fault(reason: .tooLong, offset: section.start, line: section.line)
        }
    }
}

extension UnsafeBufferPointer<UInt8> {
    /// The character at `index` and how many bytes it has; `nil` where the bytes are not UTF-8 (RFC 3629).
    fileprivate func character(at index: Int) -> (value: UInt32, length: Int)? {
        let lead = self[index]
        let (length, bits, lowest): (Int, UInt8, UInt32) =
            switch lead {
            case 0..<0x80: (1, 0x7F, 0)
            case 0xC2..<0xE0: (2, 0x1F, 0x80)
            case 0xE0..<0xF0: (3, 0x0F, 0x800)
            case 0xF0..<0xF5: (4, 0x07, 0x10000)
            default: (0, 0, 0)
            }
        guard length > 0, index + length <= count else { return nil }
        var value = UInt32(lead & bits)
        for distance in 1..<Swift.max(length, 1) {
            let byte = self[index + distance]
            guard byte & 0xC0 == 0x80 else { return nil }
            value = value << 6 | UInt32(byte & 0x3F)
        }
        guard value >= lowest, Unicode.Scalar(value) != nil else { return nil }
        return (value, length)
    }
}
