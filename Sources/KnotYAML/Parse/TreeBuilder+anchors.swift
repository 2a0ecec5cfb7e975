extension TreeBuilder {
    /// What an alias refers to; reports one that refers to nothing, or to what it is part of.
    mutating func anchored(_ name: String, _ mark: Mark) -> Anchored? {
        if frames.contains(where: { $0.anchor == name }) {
            diagnostics.add(
                mark, "`*\(quotable(name))` refers to the value that it is part of", hint: "a value cannot hold itself")
            return nil
        }
        if let anchored = anchors[name] { return anchored }
        let known = anchors.keys.sorted().prefix(5).map { "&\(quotable($0))" }
        diagnostics.add(
            mark, "`*\(quotable(name))` refers to no anchor above it in this document",
            hint: known.isEmpty
                ? "write `&\(quotable(name))` before the value it means, or quote a text that starts with `*`"
                : "anchors here: \(known.joined(separator: ", ")); a text that starts with `*` must be quoted")
        return nil
    }
}
