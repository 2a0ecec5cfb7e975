import KnotModel
import KnotPlan

/// What must hold of the directories that knot makes on the node.
extension World {
    /// An action about a directory is about to take effect.
    mutating func checkDirectoryBefore(_ action: Action) {
        guard case .removeDirectory(let path, let ownership) = action else { return }
        let record = database[ownership.key]
        let isAsked =
            deletions[ownership.uid] == false
            || (record?.uid == ownership.uid && record?.spec.value.deletion?.keepVolumes == false)
        if !isAsked { violate(.directoriesKept, "nobody asked for \(path) of \(ownership.key) to go") }
    }

    mutating func checkDirectoryAfter(
        _ enactment: Enactment, _ before: SimulatedEngine, _ after: SimulatedEngine
    ) {
        for directory in before.directories where !directory.isOurs && after.directory(directory.path) == nil {
            violate(.foreignUntouched, "\(enactment.action) removed \(directory.path), which knot did not make")
        }
        if case .removeDirectory(let path, let ownership) = enactment.action, let kept = before.directory(path),
            kept.isOurs
        {
            coverage.hit(after.directory(path) == nil ? .directoryRemoved : .directoryShared)
            let others = kept.users.contains { $0.key != ownership.key }
            if others, after.directory(path) == nil {
                violate(.directoriesKept, "\(path) is used by others and is gone")
            }
        }
        let made = after.directories.first {
            !$0.isOurs && before.directory($0.path) == nil && !directoriesRemovedByHand.contains($0.path)
        }
        if let made, enactment.fate != .late, enactment.incarnation == incarnation {
            violate(.namedVolumesMade, "\(enactment.action) made the engine make \(made.path), which nobody owns")
        }
    }

    mutating func checkDirectoriesGone(_ record: Record) {
        guard record.isTombstone, record.spec.value.deletion?.keepVolumes == false else { return }
        for host in hosts {
            for directory in host.engine.directories where directory.users.contains(where: { $0.uid == record.uid }) {
                violate(.deletionsComplete, "\(record.key) is gone and its directory \(directory.path) is there")
            }
        }
    }

    /// Somebody removes a directory of knot's, or makes one where knot will want one.
    mutating func harmDirectories(_ index: Int, coin: Bool) -> Bool {
        let paths = ["/srv/spaces/web", "/srv/spaces/api", "/srv/shared"]
        guard let path = random.pick(paths) else { return false }
        let isUsed = hosts[index].engine.containers.contains { container in
            container.spec.mounts.contains { $0.hostPath == path }
        }
        if coin, !isUsed {
            hosts[index].engine.makeDirectoryByHand(path)
            return true
        }
        guard hosts[index].engine.directory(path)?.isOurs == true else { return false }
        hosts[index].engine.removeDirectoryByHand(path)
        directoriesRemovedByHand.insert(path)
        return true
    }
}
