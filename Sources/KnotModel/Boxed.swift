/// A value that is rarely there, in 8 bytes whether it is or not: what is there lies apart.
///
/// A value like any other: of copies that share it, each changes alone. Coded as the optional value that it is.
@propertyWrapper
package struct Boxed<Content: Sendable>: Sendable {
    private indirect enum Box: Sendable { case full(Content) }

    private var box: Box?

    package init(wrappedValue: Content?) { box = wrappedValue.map(Box.full) }

    package var wrappedValue: Content? {
        get { if case .full(let content)? = box { content } else { nil } }
        set { box = newValue.map(Box.full) }
    }
}

extension Boxed: Equatable where Content: Equatable {
    package static func == (a: Self, b: Self) -> Bool { a.wrappedValue == b.wrappedValue }
}

extension Boxed: Hashable where Content: Hashable {
    package func hash(into hasher: inout Hasher) { hasher.combine(wrappedValue) }
}

extension Boxed: Codable where Content: Codable {
    package init(from decoder: any Decoder) throws {
        self.init(wrappedValue: try decoder.singleValueContainer().decode(Content?.self))
    }

    package func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(wrappedValue)
    }
}

// What Swift makes for a type calls these for its boxed properties: one that is not there has no key.
extension KeyedDecodingContainer {
    package func decode<Content: Codable>(_ type: Boxed<Content>.Type, forKey key: Key) throws -> Boxed<Content> {
        Boxed(wrappedValue: try decodeIfPresent(Content.self, forKey: key))
    }
}

extension KeyedEncodingContainer {
    package mutating func encode<Content: Codable>(_ value: Boxed<Content>, forKey key: Key) throws {
        try encodeIfPresent(value.wrappedValue, forKey: key)
    }
}
