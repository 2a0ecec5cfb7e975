/// A decoder of the plain JSON that `StorageCodec` writes, many times faster than Foundation's.
///
/// Plain is what has no white space, no escapes but those of one letter, keys in ascending order that are ASCII and have no
/// escapes, and no numbers but integers of up to 18 digits. What it reads, Foundation's `JSONDecoder` reads as the same;
/// of all else it says nothing.
package enum PlainJSON {
    /// What the bytes say; `nil` when they are not plain, and when they do not say a `Content`: `JSONDecoder` knows then.
    package static func decode<Content: Decodable>(
        _ type: Content.Type, from bytes: [UInt8], texts: SharedTexts
    ) -> Content? {
        guard let nodes = PlainParser.nodes(of: bytes) else { return nil }
        let document = PlainDocument(bytes: bytes, nodes: nodes, texts: texts)
        return try? document.decode(type, at: 0)
    }

    /// Why something is left to `JSONDecoder`. Nobody is told.
    struct NotPlain: Error {}
}
