extension InspectedContainer {
    /// A path of the node that it mounts.
    struct Path: Sendable, Hashable {
        var source: String
        var destination: String
        var isWritable: Bool
    }

    var paths: [Path] {
        (mounts ?? []).compactMap { mount in
            guard mount.type == "bind", let source = mount.source, let destination = mount.destination else { return nil }
            return Path(source: source, destination: destination, isWritable: mount.isWritable ?? true)
        }
    }

    /// The names of the volumes that it mounts.
    var volumes: [String] { (mounts ?? []).compactMap { $0.type == "volume" ? $0.name : nil } }

    /// Its name as people write it.
    var plainName: String {
        let name = name ?? id
        return name.hasPrefix("/") ? String(name.dropFirst()) : name
    }
}
