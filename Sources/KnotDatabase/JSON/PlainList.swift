/// A list of a plain JSON document: see `PlainJSON`.
struct PlainList: UnkeyedDecodingContainer {
    private let document: PlainDocument
    private let length: Int
    /// The index of the next value.
    private var next: Int
    private(set) var currentIndex = 0

    init(document: PlainDocument, index: Int) {
        self.document = document
        length = Int(document[index].count)
        next = index + 1
    }

    var codingPath: [any CodingKey] { [] }
    var count: Int? { length }
    var isAtEnd: Bool { currentIndex >= length }

    /// Goes on once `read` could read the next value.
    private mutating func take<Content>(_ read: (PlainDecoder) throws -> Content) throws -> Content {
        guard !isAtEnd else { throw PlainJSON.NotPlain() }
        let content = try read(PlainDecoder(document: document, index: next))
        next = Int(document[next].end)
        currentIndex += 1
        return content
    }

    mutating func decodeNil() throws -> Bool {
        guard !isAtEnd else { throw PlainJSON.NotPlain() }
        guard document.isNull(at: next) else { return false }
        return try take { $0.decodeNil() }
    }

    mutating func decode(_ type: Bool.Type) throws -> Bool { try take { try $0.decode(type) } }
    mutating func decode(_ type: String.Type) throws -> String { try take { try $0.decode(type) } }
    mutating func decode(_ type: Double.Type) throws -> Double { try take { try $0.decode(type) } }
    mutating func decode(_ type: Float.Type) throws -> Float { try take { try $0.decode(type) } }
    mutating func decode(_ type: Int.Type) throws -> Int { try take { try $0.decode(type) } }
    mutating func decode(_ type: Int8.Type) throws -> Int8 { try take { try $0.decode(type) } }
    mutating func decode(_ type: Int16.Type) throws -> Int16 { try take { try $0.decode(type) } }
    mutating func decode(_ type: Int32.Type) throws -> Int32 { try take { try $0.decode(type) } }
    mutating func decode(_ type: Int64.Type) throws -> Int64 { try take { try $0.decode(type) } }
    mutating func decode(_ type: UInt.Type) throws -> UInt { try take { try $0.decode(type) } }
    mutating func decode(_ type: UInt8.Type) throws -> UInt8 { try take { try $0.decode(type) } }
    mutating func decode(_ type: UInt16.Type) throws -> UInt16 { try take { try $0.decode(type) } }
    mutating func decode(_ type: UInt32.Type) throws -> UInt32 { try take { try $0.decode(type) } }
    mutating func decode(_ type: UInt64.Type) throws -> UInt64 { try take { try $0.decode(type) } }
    mutating func decode<Content: Decodable>(_ type: Content.Type) throws -> Content {
        try take { try $0.decode(type) }
    }

    mutating func nestedContainer<Nested: CodingKey>(
        keyedBy type: Nested.Type
    ) throws -> KeyedDecodingContainer<Nested> { try take { try $0.container(keyedBy: type) } }

    mutating func nestedUnkeyedContainer() throws -> any UnkeyedDecodingContainer {
        try take { try $0.unkeyedContainer() }
    }

    mutating func superDecoder() throws -> any Decoder { throw PlainJSON.NotPlain() }
}
