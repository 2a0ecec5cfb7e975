import KnotModel
import KnotPlan

extension CreateBody {
    /// Volumes and paths as they are in the short form, places of pins in the long one, whose source must exist.
    static func mount(_ spec: ContainerSpec, _ places: [Int: String], _ host: inout FieldMap) {
        var short: [Value] = []
        var long: [Value] = []
        for (index, mount) in spec.mounts.enumerated() {
            if let place = places[index], !needsShortForm(mount) {
                long.append([
                    "Type": "bind", "Source": .string(place), "Target": .string(mount.destination),
                    "ReadOnly": .bool(mount.modes.contains("ro")),
                ])
            } else {
                short.append(.string(bind(mount, places[index])))
            }
        }
        if !short.isEmpty { host["Binds"] = .list(short) }
        if !long.isEmpty { host["Mounts"] = .list(long) }
    }

    /// The long form has no word for labels of SELinux.
    private static func needsShortForm(_ mount: ContainerSpec.Mount) -> Bool {
        mount.modes.contains { ["z", "Z", "nocopy"].contains($0) }
    }

    private static func bind(_ mount: ContainerSpec.Mount, _ place: String?) -> String {
        let source =
            switch mount.source {
            case .path(let path): place ?? path
            case .volume(let name): place ?? name
            }
        let modes = mount.modes.isEmpty ? "" : ":" + mount.modes.joined(separator: ",")
        return "\(source):\(mount.destination)\(modes)"
    }
}
