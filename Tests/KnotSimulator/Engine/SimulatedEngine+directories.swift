import KnotModel
import KnotPlan

/// The directories of the node, as the shell keeps them beside its engine.
extension SimulatedEngine {
    package func directory(_ path: String) -> SimulatedDirectory? { directories.first { $0.path == path } }

    package func directories(of key: ResourceKey) -> [ObservedDirectory] {
        directories.flatMap { directory in
            directory.users.filter { $0.key == key }.map { ObservedDirectory(path: directory.path, uid: $0.uid) }
        }
    }

    mutating func makeDirectory(_ path: String, _ ownership: Ownership) -> Result<ActionOutcome, Failure> {
        let user = SimulatedDirectory.User(key: ownership.key, uid: ownership.uid)
        guard let index = directories.firstIndex(where: { $0.path == path }) else {
            directories.append(SimulatedDirectory(path: path, isOurs: true, users: [user]))
            return .success(.done)
        }
        guard directories[index].isOurs else { return .success(.wasThere) }
        directories[index].users.removeAll { $0.key == user.key }
        directories[index].users.append(user)
        return .success(.wasThere)
    }

    mutating func removeDirectory(_ path: String, _ ownership: Ownership) -> Result<ActionOutcome, Failure> {
        guard let index = directories.firstIndex(where: { $0.path == path }), directories[index].isOurs else {
            return .success(.done)
        }
        directories[index].users.removeAll { $0.key == ownership.key }
        if directories[index].users.isEmpty { directories.remove(at: index) }
        return .success(.done)
    }

    /// An engine makes what a mount names and is not there; then it is nobody's.
    mutating func makeMountedDirectories(_ spec: ContainerSpec) {
        for path in spec.mounts.compactMap(\.hostPath) where directory(path) == nil {
            directories.append(SimulatedDirectory(path: path, isOurs: false))
        }
    }

    /// Somebody makes a directory by hand, or removes one.
    package mutating func makeDirectoryByHand(_ path: String) {
        if directory(path) == nil { directories.append(SimulatedDirectory(path: path, isOurs: false)) }
    }

    package mutating func removeDirectoryByHand(_ path: String) { directories.removeAll { $0.path == path } }
}
