/// Texts as their UTF-8 bytes: equal when the bytes are, and in the order of the bytes, a prefix first.
///
/// Swift takes texts for equal that Unicode takes for equivalent, and orders them accordingly, by tables that grow with each
/// version of Unicode. Names that replicas agree on, and paths, are what their bytes are.
package enum Bytewise {
    package static func areEqual(_ a: String, _ b: String) -> Bool {
        a.utf8.count == b.utf8.count && a.utf8.elementsEqual(b.utf8)
    }

    package static func isLess(_ a: String, _ b: String) -> Bool { a.utf8.lexicographicallyPrecedes(b.utf8) }

    package static func isLess(_ a: [UInt8], _ b: [UInt8]) -> Bool { a.lexicographicallyPrecedes(b) }

    package static func hash(_ text: String, into hasher: inout Hasher) {
        let isHashed: Void? = text.utf8.withContiguousStorageIfAvailable {
            hasher.combine(bytes: UnsafeRawBufferPointer($0))
        }
        if isHashed == nil { for byte in text.utf8 { hasher.combine(byte) } }
        // So that of two texts after one another it counts where the first ends: no UTF-8 has this byte.
        hasher.combine(0xFF as UInt8)
    }
}
