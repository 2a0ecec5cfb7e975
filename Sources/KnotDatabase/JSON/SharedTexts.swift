import Synchronization

/// Texts that were read lately, so that equal ones share their bytes in memory: the ids of nodes and objects, owners,
/// reasons and messages stand in row after row, and Swift allocates each text of more than 15 bytes.
///
/// Bounded: a text gives its place to the next one that wants it, and is then no longer shared with later ones. Equal is
/// what has the same bytes.
package final class SharedTexts: Sendable {
    private static let places = 4_096
    /// Bytes; longer ones are hardly ever equal.
    private static let longest = 256
    /// Bytes that a text holds in place, so that there is nothing to share.
    private static let inPlace = 15

    private let texts = Mutex([String](repeating: "", count: places))

    package init() {}

    /// The same text.
    package func shared(_ text: String) -> String {
        guard text.utf8.count > Self.inPlace else { return text }
        return text.utf8.withContiguousStorageIfAvailable { self.text($0, or: { text }) ?? text } ?? text
    }

    /// The text that the bytes are; `nil` when they are not UTF-8.
    package func text(_ bytes: UnsafeBufferPointer<UInt8>) -> String? {
        text(bytes) { String(validating: bytes, as: UTF8.self) }
    }

    private func text(_ bytes: UnsafeBufferPointer<UInt8>, or make: () -> String?) -> String? {
        guard bytes.count > Self.inPlace, bytes.count <= Self.longest else { return make() }
        let place = Self.place(of: bytes)
        return texts.withLock { texts in
            if Self.isEqual(texts[place], bytes) { return texts[place] }
            guard let text = make() else { return nil }
            texts[place] = text
            return text
        }
    }

    private static func isEqual(_ text: String, _ bytes: UnsafeBufferPointer<UInt8>) -> Bool {
        text.utf8.count == bytes.count
            && text.utf8.withContiguousStorageIfAvailable { $0.elementsEqual(bytes) } ?? false
    }

    /// By FNV-1a.
    private static func place(of bytes: UnsafeBufferPointer<UInt8>) -> Int {
        var hash: UInt64 = 0xCBF2_9CE4_8422_2325
        for byte in bytes { hash = (hash ^ UInt64(byte)) &* 0x100_0000_01B3 }
        return Int(truncatingIfNeeded: (hash ^ (hash >> 32)) % UInt64(places))
    }
}
