import KnotYAML

/// A tree without its marks, to compare.
indirect enum Outline: Hashable {
    case plain(String)
    case text(String)
    case list([Outline])
    case map([Pair])

    struct Pair: Hashable {
        var key: String
        var value: Outline
    }

    init(_ node: Node) {
        switch node.content {
        case .scalar(let text, let isPlain):
            // A plain text that means a text is the same as a quoted one.
            self = isPlain && CoreSchema.resolve(text) != .string ? .plain(text) : .text(text)
        case .sequence(let items): self = .list(items.map(Outline.init))
        case .mapping(let entries): self = .map(entries.map { Pair(key: $0.key, value: Outline($0.value)) })
        }
    }
}

extension Outline: CustomStringConvertible {
    var description: String {
        switch self {
        case .plain(let text): "!\(text)"
        case .text(let text): text.debugDescription
        case .list(let items): "[" + items.map(\.description).joined(separator: ", ") + "]"
        case .map(let pairs): "{" + pairs.map { "\($0.key): \($0.value)" }.joined(separator: ", ") + "}"
        }
    }
}

/// The documents of a text in one line each.
func outlines(_ text: String, limits: YAML.Limits = .standard) -> [String] {
    YAML.parse(Array(text.utf8), file: "t.yaml", limits: limits).documents.map { Outline($0).description }
}

/// Each diagnostic of a text as `line:column: message`.
func complaints(_ text: String, limits: YAML.Limits = .standard) -> [String] {
    complaints(Array(text.utf8), limits: limits)
}

func complaints(_ bytes: [UInt8], limits: YAML.Limits = .standard) -> [String] {
    YAML.parse(bytes, file: "t.yaml", limits: limits).diagnostics.map { diagnostic in
        (diagnostic.mark.map { "\($0.line):\($0.column): " } ?? "") + diagnostic.message
    }
}
