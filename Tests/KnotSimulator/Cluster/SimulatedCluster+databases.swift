import KnotModel
import KnotNode
import KnotPlan
import KnotStore

/// Databases that are set back or lost, and what that does to what was promised.
extension SimulatedCluster {
    /// The node dies, and starts anew over what its database held some time ago, or over nothing.
    mutating func setBack(_ index: Int, isLost: Bool) {
        worlds[index].clock = clock
        worlds[index].crash()
        let now = worlds[index].database
        var earlier = isLost ? backups[index][0] : random.pick(backups[index]) ?? backups[index][0]
        earlier.continue(after: now)
        // A copy of the whole disk does not show that it is one.
        if random.chance(500) {
            earlier.lost = earlier.lost ?? LostSpan(since: earlier.latest(on: worlds[index].nodeID), until: .max)
        }
        worlds[index].database = earlier
        worlds[index].seat?.wasSetBack = true
        worlds[index].seat?.awaitsAcceptance = true
        worlds[index].recordsChanged = true
        promises += (worlds[index].seat?.promises ?? [:]).sorted { $0.key < $1.key }.flatMap(\.value)
        worlds[index].seat?.promises = [:]
        // What nobody has any more nobody can keep.
        promises.removeAll { entry in !worlds.contains { $0.database.finalSet(entry.key)?.dominates(entry) == true } }
        attend(to: index)
    }

    mutating func acceptDatabases() {
        for index in worlds.indices where worlds[index].seat?.awaitsAcceptance == true && worlds[index].node != nil {
            worlds[index].seat?.awaitsAcceptance = false
            worlds[index].database.lost = nil
            tell(index, .databaseAccepted)
        }
    }
}

extension SimulatedDatabase {
    /// The latest stamp that it knows, as it is found to be set back.
    fileprivate func latest(on node: NodeID) -> Stamp {
        entries.map(\.stamp).max() ?? Stamp(ticks: 0, node: node)
    }
}
