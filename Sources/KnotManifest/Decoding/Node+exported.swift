import KnotModel
import KnotYAML

extension Node {
    /// The manifests that a document stands for: itself, or what `knot get -o json` printed, which is a resource with
    /// its manifest under `fields`, or a list of them under `items`.
    var manifests: [Node] {
        guard case .mapping(let entries) = content else { return [self] }
        if let items = entries.first(where: { $0.key == "items" }), case .sequence(let nodes) = items.value.content,
            !entries.contains(where: { ["kind", "key"].contains($0.key) })
        {
            return nodes.map(\.manifestOfResource)
        }
        return [manifestOfResource]
    }

    /// A resource's manifest, its fields beside `kind`, `name` and `user`; anything else as it is.
    private var manifestOfResource: Node {
        guard case .mapping(let entries) = content,
            let key = entries.first(where: { $0.key == "key" }), case .scalar(let text, _) = key.value.content,
            let fields = entries.first(where: { $0.key == "fields" }),
            case .mapping(let written) = fields.value.content,
            let resource = ResourceKey(text)
        else { return self }
        var names = [("kind", resource.kind.title), ("name", resource.name)]
        if !resource.owner.isEmpty { names.append(("user", resource.owner)) }
        let named = names.map { name, text in
            Entry(key: name, keyMark: key.keyMark, value: Node(.scalar(text, isPlain: false), at: key.value.mark))
        }
        return Node(.mapping(named + written), at: mark)
    }
}
