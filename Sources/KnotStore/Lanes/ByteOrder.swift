/// The order of texts and bytes that every replica agrees on: byte by byte, a prefix first. Swift's own order of texts
/// depends on the Unicode version.
enum ByteOrder {
    static func isLess(_ a: String, _ b: String) -> Bool { a.utf8.lexicographicallyPrecedes(b.utf8) }

    static func isLess(_ a: [UInt8], _ b: [UInt8]) -> Bool { a.lexicographicallyPrecedes(b) }
}
