import KnotModel

/// A plain JSON document, whose values are found by their index: see `PlainJSON`.
final class PlainDocument {
    private let bytes: [UInt8]
    private let nodes: [PlainNode]
    private let texts: SharedTexts

    init(bytes: [UInt8], nodes: [PlainNode], texts: SharedTexts) {
        self.bytes = bytes
        self.nodes = nodes
        self.texts = texts
    }

    subscript(index: Int) -> PlainNode { nodes[index] }

    /// The indices of the values directly within a list or map.
    func members(of index: Int) -> some Sequence<Int> {
        let end = Int(nodes[index].end)
        return sequence(state: index + 1) { [nodes] next -> Int? in
            guard next < end else { return nil }
            defer { next = Int(nodes[next].end) }
            return next
        }
    }

    func member(_ key: String, of index: Int) -> Int? {
        var next = index + 1
        while next < nodes[index].end {
            let node = nodes[next]
            if node.key.count == key.utf8.count, part(node.key).elementsEqual(key.utf8) { return next }
            next = Int(node.end)
        }
        return nil
    }

    func key(of index: Int) -> String { String(decoding: part(nodes[index].key), as: UTF8.self) }

    // MARK: Values

    func decode<Content: Decodable>(_ type: Content.Type, at index: Int) throws -> Content {
        // These find out what they are by trying, or take a text apart.
        if type == Value.self, let content = try value(at: index) as? Content { return content }
        if type == FieldMap.self, let content = try fields(at: index) as? Content { return content }
        if type == Stamp.self, let content = try stamp(at: index) as? Content { return content }
        return try Content(from: PlainDecoder(document: self, index: index))
    }

    func isNull(at index: Int) -> Bool { nodes[index].kind == .null }

    func flag(at index: Int) throws -> Bool {
        switch nodes[index].kind {
        case .yes: true
        case .no: false
        default: throw PlainJSON.NotPlain()
        }
    }

    func integer<Number: FixedWidthInteger>(at index: Int) throws -> Number {
        guard nodes[index].kind == .integer else { throw PlainJSON.NotPlain() }
        var value: Int64 = 0
        var isNegative = false
        for byte in part(nodes[index].bytes) {
            if byte == UInt8(ascii: "-") { isNegative = true } else { value = value * 10 + Int64(byte & 0x0F) }
        }
        guard let number = Number(exactly: isNegative ? -value : value) else { throw PlainJSON.NotPlain() }
        return number
    }

    func text(at index: Int) throws -> String {
        guard nodes[index].kind == .text else { throw PlainJSON.NotPlain() }
        if nodes[index].isEscaped { return try unescaped(nodes[index].bytes) }
        return try text(nodes[index].bytes)
    }

    private func text(_ range: Range<Int32>) throws -> String {
        let text = bytes.withUnsafeBufferPointer { bytes in
            texts.text(UnsafeBufferPointer(rebasing: bytes[Int(range.lowerBound)..<Int(range.upperBound)]))
        }
        guard let text else { throw PlainJSON.NotPlain() }
        return text
    }

    private func unescaped(_ range: Range<Int32>) throws -> String {
        var plain: [UInt8] = []
        plain.reserveCapacity(range.count)
        var isEscape = false
        for byte in part(range) {
            if isEscape {
                guard let byte = PlainParser.unescaped(byte) else { throw PlainJSON.NotPlain() }
                plain.append(byte)
                isEscape = false
            } else if byte == UInt8(ascii: "\\") {
                isEscape = true
            } else {
                plain.append(byte)
            }
        }
        guard let text = plain.withUnsafeBufferPointer(texts.text) else { throw PlainJSON.NotPlain() }
        return text
    }

    private func value(at index: Int) throws -> Value {
        switch nodes[index].kind {
        case .null: .null
        case .yes: .bool(true)
        case .no: .bool(false)
        case .integer: .int(try integer(at: index))
        case .text: .string(try text(at: index))
        case .list: .list(try members(of: index).map(value))
        case .map: .map(try fields(at: index))
        }
    }

    private func fields(at index: Int) throws -> FieldMap {
        guard nodes[index].kind == .map else { throw PlainJSON.NotPlain() }
        var fields: [FieldMap.Field] = []
        fields.reserveCapacity(Int(nodes[index].count))
        for member in members(of: index) {
            fields.append(FieldMap.Field(key: try text(nodes[member].key), value: try value(at: member)))
        }
        return FieldMap(fields)
    }

    /// As `Stamp` reads its text, with a node that is shared.
    private func stamp(at index: Int) throws -> Stamp {
        guard let stamp = Stamp(try text(at: index)) else { throw PlainJSON.NotPlain() }
        return Stamp(ticks: stamp.ticks, node: NodeID(texts.shared(stamp.node.name)))
    }

    private func part(_ range: Range<Int32>) -> ArraySlice<UInt8> {
        bytes[Int(range.lowerBound)..<Int(range.upperBound)]
    }
}
