/// One value of a document; those within it follow it.
struct PlainNode {
    enum Kind { case null, yes, no, integer, text, list, map }

    var kind: Kind
    /// Whether the text has escapes.
    var isEscaped = false
    /// Of a map's value, its key.
    var key: Range<Int32> = 0..<0
    /// Of a number or, without the quotes, of a text.
    var bytes: Range<Int32> = 0..<0
    /// The index behind it and all within it.
    var end: Int32 = 0
    /// Of a list or map.
    var count: Int32 = 0
}
