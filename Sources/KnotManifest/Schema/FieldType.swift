import KnotModel

/// What a field takes. Every case has one canonical form, so that values which mean the same are equal.
package indirect enum FieldType: Sendable {
    /// Any text; a plain number or word counts as its text.
    case text
    /// The name of a resource of a kind, or a name of the user's own.
    case name(of: Kind?)
    /// One of these words.
    case word([String])
    case bool
    case int(ClosedRange<Int64>)
    /// A text of a fixed form, kept in its canonical form.
    case format(TextFormat)
    /// A list, in the order given.
    case list(FieldType)
    /// A map with keys of the user's choice, or a list of `NAME=value`. Kept as a map.
    case map(FieldType, keys: KeyRule)
    /// A map with the fields of a schema.
    case object(ObjectSchema)
    /// Program arguments: a list, or one text that is split as a POSIX shell splits words. Kept as a list.
    case words
    /// A health check's test: a list as the Engine API takes it, or one shell command. Kept as a list.
    case healthTest
    /// `NAME=value` entries: a list, or a map. Kept as a list.
    case environment
    /// Objects: a list of them, a list of their names, or a map from name to one more field. Kept as a list.
    case entries(ObjectSchema, value: String)
    /// `{name, value}` pairs: a list of them, or a map. Kept as a map.
    case pairs
    /// Resource limits: name to a number, to `soft:hard`, or to `{soft, hard}`. Kept as the latter.
    case limits
    /// Volumes: a map from name to `{size, shared}` or nothing, or a list of names; kept as a map. Nomad's list of
    /// objects is kept as it is.
    case volumes(ObjectSchema)
    /// Paths: one, a list, or the keys of a map. Kept as a list.
    case paths

    /// What the keys of a map must be.
    package enum KeyRule: Sendable {
        /// Letters, digits, `.`, `_`, `-`, `/`; not in knot's own name space.
        case label
        /// Anything the engine takes, but not in knot's own name space.
        case engineLabel
    }
}

extension FieldType {
    /// The schema of what the field, its elements or its values hold, where that has fields of its own.
    package var object: ObjectSchema? {
        switch self {
        case .object(let schema), .entries(let schema, _), .volumes(let schema): schema
        case .list(let element), .map(let element, _): element.object
        default: nil
        }
    }

    /// The type in a few words, for people: `list of port mappings`.
    package var title: String {
        switch self {
        case .text: "text"
        case .name(let kind?): "name of a \(kind.rawValue)"
        case .name(nil): "name"
        case .word(let words): words.joined(separator: " | ")
        case .bool: "true | false"
        case .int(let range): "whole number" + Self.bounds(range)
        case .format(let format): format.title
        case .list(.object(let schema)): "list of {\(schema.fieldNames)}"
        case .list(let element): "list of \(element.title)"
        case .map(let element, _): "map of \(element.title), or list of NAME=value"
        case .object: "map"
        case .words: "list of text, or one text split into words"
        case .healthTest: "shell command, or list"
        case .environment: "list of NAME=value, or map"
        case .entries(let schema, let value): "list of {\(schema.fieldNames)}, of names, or map name → \(value)"
        case .pairs: "map name → text, or list of {name, value}"
        case .limits: "map name → number, soft:hard or {soft, hard}"
        case .volumes(let schema): "map name → {\(schema.fieldNames)}, or list of names"
        case .paths: "list of paths, or one path"
        }
    }

    private static func bounds(_ range: ClosedRange<Int64>) -> String {
        switch (range.lowerBound, range.upperBound) {
        case (.min, .max): ""
        case (let low, .max): ", \(low) or more"
        case (let low, let high): ", \(low) to \(high)"
        }
    }
}
