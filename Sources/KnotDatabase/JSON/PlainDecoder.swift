/// Lets types read themselves from a value of a plain JSON document: see `PlainJSON`.
struct PlainDecoder: Decoder {
    let document: PlainDocument
    let index: Int

    var codingPath: [any CodingKey] { [] }
    var userInfo: [CodingUserInfoKey: Any] { [:] }

    func container<Key: CodingKey>(keyedBy type: Key.Type) throws -> KeyedDecodingContainer<Key> {
        guard document[index].kind == .map else { throw PlainJSON.NotPlain() }
        return KeyedDecodingContainer(PlainMap<Key>(document: document, index: index))
    }

    func unkeyedContainer() throws -> any UnkeyedDecodingContainer {
        guard document[index].kind == .list else { throw PlainJSON.NotPlain() }
        return PlainList(document: document, index: index)
    }

    func singleValueContainer() -> any SingleValueDecodingContainer { self }
}

extension PlainDecoder: SingleValueDecodingContainer {
    func decodeNil() -> Bool { document.isNull(at: index) }
    func decode(_ type: Bool.Type) throws -> Bool { try document.flag(at: index) }
    func decode(_ type: String.Type) throws -> String { try document.text(at: index) }
    func decode(_ type: Double.Type) throws -> Double { throw PlainJSON.NotPlain() }
    func decode(_ type: Float.Type) throws -> Float { throw PlainJSON.NotPlain() }
    func decode(_ type: Int.Type) throws -> Int { try document.integer(at: index) }
    func decode(_ type: Int8.Type) throws -> Int8 { try document.integer(at: index) }
    func decode(_ type: Int16.Type) throws -> Int16 { try document.integer(at: index) }
    func decode(_ type: Int32.Type) throws -> Int32 { try document.integer(at: index) }
    func decode(_ type: Int64.Type) throws -> Int64 { try document.integer(at: index) }
    func decode(_ type: UInt.Type) throws -> UInt { try document.integer(at: index) }
    func decode(_ type: UInt8.Type) throws -> UInt8 { try document.integer(at: index) }
    func decode(_ type: UInt16.Type) throws -> UInt16 { try document.integer(at: index) }
    func decode(_ type: UInt32.Type) throws -> UInt32 { try document.integer(at: index) }
    func decode(_ type: UInt64.Type) throws -> UInt64 { try document.integer(at: index) }
    func decode<Content: Decodable>(_ type: Content.Type) throws -> Content { try document.decode(type, at: index) }
}
