import KnotModel

/// What may be written in a manifest. One table drives decoding, defaults, checks, `explain`, the JSON Schema and the
/// reference in the README, so that none of them can say something else than the others.
package enum Schema {
    /// In the order of the documentation.
    package static let kinds = [template, space, script, zone, volume, variable]

    package static func of(_ kind: Kind) -> KindSchema? {
        switch kind {
        case .template: template
        case .space: space
        case .script: script
        case .zone: zone
        case .volume: volume
        case .variable: variable
        case .token: nil
        }
    }

    /// What the field at a dotted path with the kind first, such as `space.running`, is when nobody writes it; `nil`
    /// when that is no fixed value.
    package static func `default`(for path: String) -> Value? {
        var parts = path.split(separator: ".").map(String.init)
        guard !parts.isEmpty, let kind = Kind(parsing: parts.removeFirst()), let schema = of(kind) else { return nil }
        return field(parts, in: schema.object)?.defaultValue
    }

    static func field(_ parts: [String], in object: ObjectSchema) -> FieldSchema? {
        var object: ObjectSchema? = object
        var found: FieldSchema?
        for part in parts {
            found = object?.field(part)
            object = found?.type.object
        }
        return found
    }

    /// What every manifest may carry beside `kind` and `name`.
    static let common = [
        FieldSchema(
            "labels", .map(.text, keys: .label),
            "Words to select resources by, as in `knot get -l team=web`. Names beginning with `knot.` are knot's own.",
            example: "{team: web}"),
        FieldSchema(
            "annotations", .map(.text, keys: .label), "Notes for people and tools; knot never reads them.",
            example: "{docs: \"https://example.com\"}"),
    ]

    /// The rule for `name`, for messages and documentation.
    static let nameDocumentation = "The resource's name: \(ResourceKey.nameRule)."
    static let kindDocumentation = "What the manifest describes. Inferred when the other fields leave no doubt."
    static let userDocumentation = "Whose space it is. Whoever applies the manifest, when it is not given."
}
