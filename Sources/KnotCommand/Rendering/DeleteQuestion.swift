import KnotModel

/// What is asked before data is destroyed.
package enum DeleteQuestion {
    /// `nil` when no space and no volume is among `keys`.
    package static func text(_ keys: [ResourceKey], keepVolumes: Bool) -> String? {
        let spaces = keys.filter { $0.kind == .space }.sorted()
        let volumes = keys.filter { $0.kind == .volume }.sorted()
        guard !spaces.isEmpty || !volumes.isEmpty else { return nil }
        let names = [list(spaces, "space"), list(volumes, "volume")].filter { !$0.isEmpty }.joined(separator: " and ")
        if keepVolumes { return "Delete \(names)? Volumes and their data stay." }
        let data =
            spaces.isEmpty
            ? "in \(volumes.count == 1 ? "it" : "them")"
            : "in \(spaces.count == 1 ? "its" : "their") volumes" + (volumes.isEmpty ? "" : " as well")
        return "Delete \(names), with all data \(data)?"
    }

    /// `space web`, or `3 spaces (a, b, c)`; at most eight are named.
    private static func list(_ keys: [ResourceKey], _ noun: String) -> String {
        guard let first = keys.first else { return "" }
        if keys.count == 1 { return "\(noun) \(first.shortName)" }
        let more = keys.count > 8 ? ", and \(keys.count - 8) more" : ""
        return "\(keys.count) \(noun)s (\(keys.prefix(8).map(\.shortName).joined(separator: ", "))\(more))"
    }
}
