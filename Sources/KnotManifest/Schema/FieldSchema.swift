import KnotModel

/// One field of a manifest: the single source for decoding it, checking it, explaining it and describing it to editors.
package struct FieldSchema: Sendable {
    package var name: String
    package var type: FieldType
    /// One or two plain sentences.
    package var documentation: String
    package var isRequired: Bool
    /// What holds when the field is not written.
    package var defaultValue: Value?
    /// The default in words, where it is no fixed value.
    package var defaultText: String?
    /// As a user would write the value, on one line.
    package var example: String?
    /// What does not take effect yet.
    package var note: String?
    /// Other names under which files may carry it.
    package var aliases: [String]
    /// The version that brought it.
    package var since: String
    /// Whether `${{ … }}` in it is replaced when a space starts.
    package var isRendered: Bool

    package init(
        _ name: String, _ type: FieldType, _ documentation: String, required: Bool = false, default value: Value? = nil,
        defaultText: String? = nil, example: String? = nil, note: String? = nil, aliases: [String] = [],
        since: String = "1.0", rendered: Bool = false
    ) {
        self.name = name
        self.type = type
        self.documentation = documentation
        isRequired = required
        defaultValue = value
        self.defaultText = defaultText
        self.example = example
        self.note = note
        self.aliases = aliases
        self.since = since
        isRendered = rendered
    }

    /// The default as people read it; `nil` when there is none.
    package var shownDefault: String? { defaultText ?? defaultValue?.description }

    /// Whether the field as a whole takes effect in a later version.
    package var isLater: Bool { note == Self.later }

    /// For fields that are checked and kept, and whose behaviour comes later.
    package static let later = "accepted and stored; takes effect in a later version"
}
