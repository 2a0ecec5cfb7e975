/// A stream's bytes with an index of its lines, so that a diagnostic can show the line it is about.
///
/// A line ends where libyaml ends one: at LF, CR LF, CR, NEL, LS or PS.
package struct SourceText: Sendable {
    let bytes: [UInt8]
    /// The offset of every line whose number, from 0, is a multiple of `linesPerCheckpoint`.
    let checkpoints: [Int]

    static let linesPerCheckpoint = 64
    /// A longer line is cut when it is shown.
    static let shownCharacters = 200

    /// Line `number` (from 1) without its line break, fit to be shown; empty when there is no such line.
    ///
    /// Control characters, which could confuse a terminal, are shown as `�`; a very long line is cut.
    package func line(_ number: Int) -> String {
        guard number >= 1 else { return "" }
        let start = offset(ofLine: number - 1)
        let longest = bytes[start...].prefix(Self.shownCharacters * 4)
        let length = longest.withUnsafeBufferPointer { text in
            text.indices.first { text.lineBreakLength(at: $0) > 0 } ?? text.count
        }
        var shown = String.UnicodeScalarView()
        for scalar in String(decoding: longest.prefix(length), as: UTF8.self).unicodeScalars {
            guard shown.count < Self.shownCharacters else {
                shown.append("…")
                break
            }
            shown.append(scalar.isShowable ? scalar : "\u{FFFD}")
        }
        return String(shown)
    }

    /// The line of `mark`, or nothing when the place is beyond what `line` shows.
    func line(showing mark: Mark) -> String {
        mark.column <= Self.shownCharacters ? line(mark.line) : ""
    }

    /// The offset at which the line starts that has `number` lines before it; the end when there is no such line.
    func offset(ofLine number: Int) -> Int {
        bytes.withUnsafeBufferPointer { text in
            let index = min(max(0, number) / Self.linesPerCheckpoint, checkpoints.count - 1)
            var line = index * Self.linesPerCheckpoint
            var offset = checkpoints[index]
            while line < number, offset < text.count {
                let length = text.lineBreakLength(at: offset)
                line += length > 0 ? 1 : 0
                offset += max(1, length)
            }
            return line < number ? text.count : offset
        }
    }

    /// The place of the byte at `offset`, which stands in the line with `line` lines before it.
    func mark(at offset: Int, line: Int) -> Mark {
        let start = min(self.offset(ofLine: line), offset)
        // Every byte that does not continue a character starts one.
        let characters = bytes[start..<offset].count { $0 & 0xC0 != 0x80 }
        return Mark(line: line + 1, column: characters + 1)
    }
}

extension UnsafeBufferPointer<UInt8> {
    /// How many bytes the line break at `index` has; 0 when there is none.
    func lineBreakLength(at index: Int) -> Int {
        func byte(_ distance: Int) -> UInt8 { index + distance < count ? self[index + distance] : 0 }
        switch self[index] {
        case 0x0A: return 1
        case 0x0D: return byte(1) == 0x0A ? 2 : 1
        case 0xC2: return byte(1) == 0x85 ? 2 : 0
        case 0xE2: return byte(1) == 0x80 && (byte(2) == 0xA8 || byte(2) == 0xA9) ? 3 : 0
        default: return 0
        }
    }
}

extension Unicode.Scalar {
    /// Whether a terminal can be shown it: no control character, and none that turns the direction of writing.
    fileprivate var isShowable: Bool {
        switch properties.generalCategory {
        case .control: self == "\t"
        case .format: self == "\u{200D}"
        case .lineSeparator, .paragraphSeparator: false
        default: true
        }
    }
}
