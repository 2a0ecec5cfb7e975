/// When a script of a space runs.
package enum Hook: String, Sendable, Hashable, Codable, CaseIterable {
    /// After each start of its container.
    case startup
    /// Before a planned stop of its container.
    case shutdown

    /// `start-up`, for messages.
    package var title: String { self == .startup ? "start-up" : "shutdown" }

    /// The field of templates, and for `startup` of spaces, that says which script.
    package var field: String { rawValue + "_script" }

    /// For as long as a script that says nothing else may run, in milliseconds.
    package var timeout: Int64 { self == .startup ? 600_000 : 60_000 }
}

/// What a field such as `startup_script` says.
package enum ScriptSource: Sendable, Hashable {
    /// The `Script` resource of this name.
    case named(String)
    /// The script itself: a text with white space in it.
    case text(String)

    /// `nil` for nothing, or for an empty text.
    package init?(_ value: Value?) {
        guard let text = value?.scalarText, text.contains(where: { !$0.isWhitespace }) else { return nil }
        self = text.contains(where: \.isWhitespace) ? .text(text) : .named(text)
    }
}
