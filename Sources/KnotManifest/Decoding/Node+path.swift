import KnotModel
import KnotYAML

extension Node {
    /// A step from a node to one inside it.
    package enum PathStep: Sendable, Hashable {
        case key(String)
        case index(Int)
    }

    /// Reads `container.ports[0]`. Nothing in it is an error: what makes no sense finds nothing later.
    package static func path(_ text: String) -> [PathStep] {
        var steps: [PathStep] = []
        for part in text.split(separator: ".") {
            let pieces = part.split(separator: "[", omittingEmptySubsequences: false)
            if let key = pieces.first, !key.isEmpty { steps.append(.key(String(key))) }
            for piece in pieces.dropFirst() {
                if let index = Int(piece.prefix { $0 != "]" }) { steps.append(.index(index)) }
            }
        }
        return steps
    }

    /// The place of what `path` leads to, or of the last thing on the way that is there. A field's place is its
    /// value's, except where the value stands below its key.
    package func mark(at path: [PathStep]) -> Mark {
        var node = self
        var found = mark
        for step in path {
            switch (step, node.content) {
            case (.key(let key), .mapping(let entries)):
                guard let entry = entries.first(where: { $0.key == key }) else { return found }
                node = entry.value
                found =
                    if case .scalar(_, _) = node.content, node.mark.line == entry.keyMark.line { node.mark } else {
                        entry.keyMark
                    }
            case (.index(let index), .sequence(let items)):
                guard items.indices.contains(index) else { return found }
                node = items[index]
                found = node.mark
            default: return found
            }
        }
        return found
    }
}
