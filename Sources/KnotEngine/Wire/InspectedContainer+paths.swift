extension InspectedContainer {
    /// A path of the node that it mounts.
    struct Path: Sendable, Hashable {
        var source: String
        var destination: String
        var isWritable: Bool
    }

    var paths: [Path] {
        (mounts ?? []).compactMap { mount in
            guard mount.type == "bind", let source = mount.source, let destination = mount.destination else {
                return nil
            }
            return Path(source: source, destination: destination, isWritable: mount.isWritable ?? true)
        }
    }

    /// The volumes that it mounts, but for those that an image asked for, which engines name by 64 hexadecimal digits.
    var namedVolumes: [String] {
        (mounts ?? []).compactMap { mount in
            guard mount.type == "volume", let name = mount.name else { return nil }
            return Self.isNameless(name) ? nil : name
        }
    }

    static func isNameless(_ volume: String) -> Bool { volume.utf8.count == 64 && volume.allSatisfy(\.isHexDigit) }

    /// Its name as people write it.
    var plainName: String {
        let name = name ?? id
        return name.hasPrefix("/") ? String(name.dropFirst()) : name
    }
}
