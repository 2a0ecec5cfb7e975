import KnotYAML

/// Where the text of a scalar stands in the file that holds it.
struct EmbeddedPlace {
    let scalar: Mark
    /// By line of the text, from 0, how many columns stand before it; `nil` when the text is no block literal.
    private let indents: [Int]?

    init(scalar: Mark, text: String, in stream: ParsedStream) {
        self.scalar = scalar
        let header = stream.line(scalar.line).dropFirst(scalar.column - 1)
        guard header.hasPrefix("|") else {
            indents = nil
            return
        }
        var indents: [Int] = []
        for (index, line) in text.split(separator: "\n", omittingEmptySubsequences: false).enumerated() {
            let source = stream.line(scalar.line + 1 + index)
            indents.append(max(0, source.count - line.count))
        }
        self.indents = indents
    }

    func outer(_ mark: Mark) -> Mark {
        guard let indents else { return scalar }
        let indent = mark.line <= indents.count ? indents[mark.line - 1] : 0
        return Mark(line: scalar.line + mark.line, column: mark.column + indent)
    }

    func moved(_ node: Node) -> Node {
        switch node.content {
        case .scalar: return Node(node.content, at: outer(node.mark))
        case .sequence(let items): return Node(.sequence(items.map(moved)), at: outer(node.mark))
        case .mapping(let entries):
            let inner = entries.map { Node.Entry(key: $0.key, keyMark: outer($0.keyMark), value: moved($0.value)) }
            return Node(.mapping(inner), at: outer(node.mark))
        }
    }
}
