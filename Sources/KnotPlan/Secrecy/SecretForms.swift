/// The forms in which programs write a value: what `Redactor` looks for.
enum SecretForms {
    /// Bytes that a piece of a value has to have to be looked for by itself.
    private static let shortestPiece = 8
    private static let mostLines = 1_024
    /// Characters of a line, as the program `base64` breaks them.
    private static let lineLength = 76

    static func all(of value: String) -> Set<[UInt8]> {
        var forms: Set<[UInt8]> = []
        for text in texts(of: value) {
            let bytes = [UInt8](text.utf8)
            forms.insert(bytes)
            forms.formUnion([escaped(text, unicode: false), escaped(text, unicode: true)])
            forms.insert(escaped(text, unicode: false).flatMap { $0 == slash ? [backslash, slash] : [$0] })
            // Quoted by one program, and once more by the next that tells of it.
            forms.insert(escaped(String(decoding: escaped(text, unicode: false), as: UTF8.self), unicode: false))
            for other in [text.lowercased(), text.uppercased()] where other != text {
                forms.formUnion([[UInt8](other.utf8), escaped(other, unicode: false)])
            }
            for kept in ["", "$&+,/:;=@", "/"] {
                forms.insert(percentEncoded(bytes, keeping: kept, digits: upper))
                forms.insert(percentEncoded(bytes, keeping: kept, digits: lower))
            }
            forms.insert(percentEncoded(bytes, keeping: "", digits: upper, space: "+"))
            guard bytes.count >= shortestPiece else { continue }
            forms.formUnion([hex(bytes, upper), hex(bytes, lower)])
            for offset in 0..<3 { forms.formUnion(base64(bytes, offset)) }
            for line in base64(bytes, 0) where line.count > lineLength {
                forms.formUnion(
                    stride(from: 0, to: line.count, by: lineLength).map { Array(line[$0...].prefix(lineLength)) })
            }
        }
        return forms
    }

    /// The value, what is left of it without white space around it, its lines, and the parts that programs take it
    /// apart into.
    private static func texts(of value: String) -> Set<String> {
        var texts: Set<String> = [value]
        let bare = trimmed(value[...])
        if !bare.isEmpty { texts.insert(bare) }
        // Programs write the other control characters in many ways.
        let lines = value.split { $0.isNewline || $0.unicodeScalars.contains(where: isControl) }.prefix(mostLines)
        for line in lines.map(trimmed) where line.utf8.count >= shortestPiece && !line.hasPrefix("-----") {
            texts.insert(line)
        }
        for part in value.split(whereSeparator: { separators.contains($0) || $0.isWhitespace }).prefix(mostLines)
        where isTelling(part) {
            texts.insert(String(part))
        }
        return texts
    }

    private static func isControl(_ scalar: Unicode.Scalar) -> Bool { scalar.value < 0x20 || scalar.value == 0x7F }

    /// Between the parts of `user:group`, addresses, paths and lists.
    private static let separators = Set<Character>(":/@,;")

    /// Whether a part of a value is looked for by itself: it is long, or no word.
    private static func isTelling(_ part: Substring) -> Bool {
        let count = part.utf8.count
        return count >= 2 * shortestPiece
            || (count >= shortestPiece && part.contains(where: \.isNumber) && part.contains(where: \.isLetter))
    }

    private static func trimmed(_ text: Substring) -> String {
        var text = text
        while text.first?.isWhitespace == true { text.removeFirst() }
        while text.last?.isWhitespace == true { text.removeLast() }
        return String(text)
    }

    /// As it stands between the quotation marks of JSON (RFC 8259), and much alike in those of Go and C.
    private static func escaped(_ text: String, unicode: Bool) -> [UInt8] {
        var result: [UInt8] = []
        for scalar in text.unicodeScalars {
            switch scalar {
            case "\"": result += #"\""#.utf8
            case "\\": result += #"\\"#.utf8
            case "\n": result += #"\n"#.utf8
            case "\r": result += #"\r"#.utf8
            case "\t": result += #"\t"#.utf8
            case _ where scalar.value < 0x20 || (unicode && scalar.value > 0x7E):
                for unit in String(scalar).utf16 { result += unicodeEscape(unit) }
            // How Go's encoder writes what could end a script in HTML.
            case "<" where unicode, ">" where unicode, "&" where unicode: result += unicodeEscape(UInt16(scalar.value))
            default: result += String(scalar).utf8
            }
        }
        return result
    }

    private static func unicodeEscape(_ unit: UInt16) -> [UInt8] {
        [UInt8](#"\u"#.utf8) + [12, 8, 4, 0].map { lower[Int(unit >> $0 & 15)] }
    }

    /// RFC 3986, section 2.1.
    private static func percentEncoded(
        _ bytes: [UInt8], keeping kept: String, digits: [UInt8], space: String? = nil
    ) -> [UInt8] {
        let open = Set("-._~".utf8).union(kept.utf8)
        return bytes.flatMap { byte -> [UInt8] in
            switch byte {
            case 0x30...0x39, 0x41...0x5A, 0x61...0x7A: [byte]
            case 0x20 where space != nil: [UInt8]((space ?? "").utf8)
            case _ where open.contains(byte): [byte]
            default: [UInt8(ascii: "%"), digits[Int(byte >> 4)], digits[Int(byte & 15)]]
            }
        }
    }

    private static func hex(_ bytes: [UInt8], _ digits: [UInt8]) -> [UInt8] {
        bytes.flatMap { [digits[Int($0 >> 4)], digits[Int($0 & 15)]] }
    }

    /// RFC 4648 in both alphabets: the digits that depend on the value alone, when `offset` bytes (modulo 3) stand before
    /// it; those with any number of bytes after it, and those with none, without and with padding.
    private static func base64(_ bytes: [UInt8], _ offset: Int) -> [[UInt8]] {
        let padded = [UInt8](repeating: 0, count: offset) + bytes
        let first = (offset * 8 + 5) / 6
        let end = padded.count * 8 / 6
        guard end - first >= shortestPiece else { return [] }
        func sextet(_ index: Int) -> Int {
            let bit = index * 6
            let high = Int(padded[bit / 8]) << 8
            let low = bit / 8 + 1 < padded.count ? Int(padded[bit / 8 + 1]) : 0
            return (high | low) >> (10 - bit % 8) & 63
        }
        let open = (first..<end).map(sextet)
        let whole = padded.count.isMultiple(of: 3) ? open : open + [sextet(end)]
        let padding = [UInt8](repeating: UInt8(ascii: "="), count: (3 - padded.count % 3) % 3)
        return [standard, urlSafe].flatMap { alphabet in
            [open.map { alphabet[$0] }, whole.map { alphabet[$0] }, whole.map { alphabet[$0] } + padding]
        }
    }

    private static let slash = UInt8(ascii: "/")
    private static let backslash = UInt8(ascii: "\\")
    private static let upper = [UInt8]("0123456789ABCDEF".utf8)
    private static let lower = [UInt8]("0123456789abcdef".utf8)
    private static let letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789"
    private static let standard = [UInt8]((letters + "+/").utf8)
    private static let urlSafe = [UInt8]((letters + "-_").utf8)
}
