import KnotModel
import KnotYAML

/// Writes manifests as YAML that reads back as the same manifests.
package enum ManifestWriter {
    /// One document for each manifest: `kind`, `name` and `user` first, then its fields in the schema's order; maps
    /// of the user's own in the order of their keys.
    package static func yaml(_ manifests: [Manifest]) -> String {
        YAML.emit(manifests.map(node))
    }

    /// The tree of one manifest, for writers that put more beside it.
    package static func node(_ manifest: Manifest) -> Node {
        var entries = [entry("kind", text(manifest.key.kind.title)), entry("name", text(manifest.key.name))]
        if !manifest.key.owner.isEmpty { entries.append(entry("user", text(manifest.key.owner))) }
        let schema = Schema.of(manifest.key.kind)?.object
        return Node(.mapping(entries + fields(manifest.fields, schema)), at: start)
    }

    /// Any value as a tree, its maps in the order of their keys.
    package static func node(_ value: Value) -> Node { node(value, nil) }

    private static let start = Mark(line: 1, column: 1)

    private static func entry(_ key: String, _ value: Node) -> Node.Entry {
        Node.Entry(key: key, keyMark: start, value: value)
    }

    private static func text(_ text: String) -> Node { Node(.scalar(text, isPlain: false), at: start) }

    private static func plain(_ text: String) -> Node { Node(.scalar(text, isPlain: true), at: start) }

    private static func fields(_ map: FieldMap, _ schema: ObjectSchema?) -> [Node.Entry] {
        guard let schema else { return map.map { entry($0.key, node($0.value, nil)) } }
        let known = schema.fields.compactMap { field in
            map[field.name].map { entry(field.name, node($0, field.type)) }
        }
        let unknown = map.filter { field in schema.field(field.key) == nil }.map { entry($0.key, node($0.value, nil)) }
        return known + unknown
    }

    private static func node(_ value: Value, _ type: FieldType?) -> Node {
        switch value {
        case .null: return plain("null")
        case .bool(let flag): return plain(flag ? "true" : "false")
        case .int(let number): return plain(String(number))
        case .double(let number): return plain(String(number))
        case .string(let string): return text(string)
        case .list(let items):
            let element: FieldType? =
                switch type {
                case .list(let element)?: element
                case .entries(let schema, _)?: .object(schema)
                default: nil
                }
            return Node(.sequence(items.map { node($0, element) }), at: start)
        case .map(let map):
            switch type {
            case .object(let schema)?: return Node(.mapping(fields(map, schema)), at: start)
            case .volumes(let schema)?:
                return Node(.mapping(map.map { entry($0.key, node($0.value, .object(schema))) }), at: start)
            case .map(let element, _)?:
                return Node(.mapping(map.map { entry($0.key, node($0.value, element)) }), at: start)
            default: return Node(.mapping(map.map { entry($0.key, node($0.value, nil)) }), at: start)
            }
        }
    }
}
