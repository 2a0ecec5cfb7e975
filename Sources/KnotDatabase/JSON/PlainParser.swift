/// Finds the values of a plain JSON document: see `PlainJSON`.
struct PlainParser {
    private static let deepest = 64

    private let bytes: UnsafeBufferPointer<UInt8>
    private var place = 0
    private var nodes: [PlainNode] = []

    /// The values in the order in which they begin; `nil` when the document is not plain.
    static func nodes(of bytes: [UInt8]) -> [PlainNode]? {
        guard bytes.count < Int32.max else { return nil }
        return bytes.withUnsafeBufferPointer { bytes in
            var parser = PlainParser(bytes: bytes)
            guard parser.value(depth: 0), parser.place == bytes.count else { return nil }
            return parser.nodes
        }
    }

    private init(bytes: UnsafeBufferPointer<UInt8>) {
        self.bytes = bytes
        nodes.reserveCapacity(bytes.count / 12 + 4)
    }

    private var next: UInt8? { place < bytes.count ? bytes[place] : nil }

    private mutating func take(_ character: Unicode.Scalar) -> Bool {
        guard next == UInt8(ascii: character) else { return false }
        place += 1
        return true
    }

    private mutating func take(word: StaticString) -> Bool {
        guard bytes.count - place >= word.utf8CodeUnitCount,
            (0..<word.utf8CodeUnitCount).allSatisfy({ bytes[place + $0] == word.utf8Start[$0] })
        else { return false }
        place += word.utf8CodeUnitCount
        return true
    }

    /// Takes one value. `false` when there is none, or none that is plain.
    private mutating func value(key: Range<Int32> = 0..<0, depth: Int) -> Bool {
        guard depth < Self.deepest, let first = next else { return false }
        let index = nodes.count
        nodes.append(PlainNode(kind: .null, key: key))
        let isTaken =
            switch first {
            case UInt8(ascii: "{"): map(index, depth)
            case UInt8(ascii: "["): list(index, depth)
            case UInt8(ascii: "\""): text(index)
            case UInt8(ascii: "t"): word("true", .yes, index)
            case UInt8(ascii: "f"): word("false", .no, index)
            case UInt8(ascii: "n"): word("null", .null, index)
            default: integer(index)
            }
        nodes[index].end = Int32(nodes.count)
        return isTaken
    }

    private mutating func word(_ word: StaticString, _ kind: PlainNode.Kind, _ index: Int) -> Bool {
        nodes[index].kind = kind
        return take(word: word)
    }

    private mutating func integer(_ index: Int) -> Bool {
        let start = place
        let isNegative = take("-")
        let digits = place
        while let byte = next, (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte) { place += 1 }
        guard (1...18).contains(place - digits) else { return false }
        // Neither `-0` nor leading zeros.
        if bytes[digits] == UInt8(ascii: "0"), isNegative || place - digits > 1 { return false }
        nodes[index].kind = .integer
        nodes[index].bytes = Int32(start)..<Int32(place)
        return true
    }

    private mutating func text(_ index: Int) -> Bool {
        guard let (range, isEscaped) = string() else { return false }
        nodes[index].kind = .text
        nodes[index].bytes = range
        nodes[index].isEscaped = isEscaped
        return true
    }

    /// Takes a text, whose bytes may still be no UTF-8.
    private mutating func string() -> (range: Range<Int32>, isEscaped: Bool)? {
        guard take("\"") else { return nil }
        let start = place
        var isEscaped = false
        while let byte = next {
            switch byte {
            case UInt8(ascii: "\""):
                place += 1
                return (Int32(start)..<Int32(place - 1), isEscaped)
            case UInt8(ascii: "\\"):
                guard place + 1 < bytes.count, Self.unescaped(bytes[place + 1]) != nil else { return nil }
                isEscaped = true
                place += 2
            case ..<0x20: return nil
            default: place += 1
            }
        }
        return nil
    }

    /// What the letter behind a backslash stands for; `nil` for `u`, and for what stands for nothing.
    static func unescaped(_ letter: UInt8) -> UInt8? {
        switch letter {
        case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"): letter
        case UInt8(ascii: "b"): 0x08
        case UInt8(ascii: "f"): 0x0C
        case UInt8(ascii: "n"): 0x0A
        case UInt8(ascii: "r"): 0x0D
        case UInt8(ascii: "t"): 0x09
        default: nil
        }
    }

    private mutating func list(_ index: Int, _ depth: Int) -> Bool {
        nodes[index].kind = .list
        place += 1
        if take("]") { return true }
        repeat {
            guard value(depth: depth + 1) else { return false }
            nodes[index].count += 1
        } while take(",")
        return take("]")
    }

    private mutating func map(_ index: Int, _ depth: Int) -> Bool {
        nodes[index].kind = .map
        place += 1
        if take("}") { return true }
        var last: Range<Int32>?
        repeat {
            guard let (key, isEscaped) = string(), !isEscaped, isASCII(key), last.map({ isLess($0, key) }) ?? true,
                take(":"), value(key: key, depth: depth + 1)
            else { return false }
            last = key
            nodes[index].count += 1
        } while take(",")
        return take("}")
    }

    private func part(_ range: Range<Int32>) -> Slice<UnsafeBufferPointer<UInt8>> {
        bytes[Int(range.lowerBound)..<Int(range.upperBound)]
    }

    private func isASCII(_ range: Range<Int32>) -> Bool { part(range).allSatisfy { $0 < 0x80 } }

    private func isLess(_ a: Range<Int32>, _ b: Range<Int32>) -> Bool { part(a).lexicographicallyPrecedes(part(b)) }
}
