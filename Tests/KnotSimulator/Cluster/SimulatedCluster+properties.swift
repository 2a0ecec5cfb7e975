import KnotModel
import KnotNode
import KnotPlan
import KnotStore

/// What must hold of all nodes together.
extension SimulatedCluster {
    /// Notes what became durable on a node: of each number of an origin there is one write.
    mutating func takeWrites(_ index: Int) {
        guard let seat = worlds[index].seat, !seat.written.isEmpty || !seat.cleared.isEmpty else { return }
        promises += seat.cleared
        worlds[index].seat?.written = []
        worlds[index].seat?.cleared = []
        for entry in seat.written {
            if let known = writes[entry.origin]?[entry.sequence] {
                if known != entry {
                    violate(
                        .oneWritePerNumber, "\(entry.origin) wrote \(entry.sequence) twice: \(known.key), \(entry.key)")
                }
                continue
            }
            writes[entry.origin, default: [:]][entry.sequence] = entry
            if entry.stage.isOver { tombstones[entry.key, default: []].append(entry) }
        }
    }

    /// Whether a write is in a set, or what supersedes it, or was ended by a tombstone that the floor covers, of any there
    /// was without a floor.
    private func keeps(_ entry: LaneEntry, _ set: LaneSet?, _ floor: VersionVector? = nil) -> Bool {
        if set?.dominates(entry) == true { return true }
        return tombstones[entry.key]?.contains { tombstone in
            floor?.covers(tombstone) ?? true && LaneSet(tombstone).dominates(entry)
        } ?? false
    }

    /// What a database claims to cover it has.
    mutating func checkWrites() {
        for world in worlds {
            let covered = world.database.covered
            var sets: [EntryKey: LaneSet?] = [:]
            for origin in covered.origins {
                guard let known = writes[origin] else { continue }
                for entry in known.values where covered.covers(entry) {
                    let set = sets[entry.key] ?? world.database.finalSet(entry.key)
                    sets[entry.key] = .some(set)
                    if keeps(entry, set, world.database.floor) { continue }
                    violate(
                        .coveredIsHeld,
                        "\(world.nodeID) covers \(origin) to \(covered[origin]) and lacks its write \(entry.sequence) to the \(entry.lane) of \(entry.key)"
                    )
                    return
                }
            }
        }
    }

    /// After the calming all have the same, but for what is on its way just then.
    mutating func checkEqual() {
        checkWrites()
        noteLostSpecs()
        for world in worlds where !hasRisen && world.node?.mendedEntries ?? 0 > 0 {
            violate(.coveredIsHeld, "\(world.nodeID) took back what it covered and had lost")
        }
        for entry in promises
            + worlds.flatMap({ ($0.seat?.promises ?? [:]).sorted { $0.key < $1.key }.flatMap(\.value) })
        where !keeps(entry, worlds[0].database.finalSet(entry.key)) {
            violate(.acknowledgedKept, "the \(entry.lane) of \(entry.key) that was acknowledged is nowhere")
        }
        compareAll(tries: 40)
    }

    private mutating func noteLostSpecs() {
        let hasLostSpecs = worlds.contains { world in
            world.database.keys.contains { world.database.set($0)?[.spec] == nil }
        }
        if hasLostSpecs { coverage.hit(.specLost) }
        hasRisen = worlds.contains { world in
            world.database.keys.contains { key in
                world.database.set(key).map { $0.over == nil && hasEnded($0, key) } ?? false
            }
        }
        if hasRisen { note("what was deleted, and forgotten on some nodes, has been written to on another") }
        for index in worlds.indices { worlds[index].seat?.isUnsure = hasLostSpecs || hasRisen }
    }

    /// Whether a tombstone that there was of the key ends all of the set.
    private func hasEnded(_ set: LaneSet, _ key: EntryKey) -> Bool {
        guard let tombstones = tombstones[key] else { return false }
        return set.entries.allSatisfy { entry in tombstones.contains { LaneSet($0).dominates(entry) } }
    }

    /// Some things are never at rest: so many times there may be something on its way.
    mutating func compareAll(tries: Int) {
        var found: [String] = []
        for world in worlds {
            if world.node?.isSynced != true { found.append("\(world.nodeID) is not synced") }
        }
        for other in worlds.dropFirst() { found += differences(worlds[0], other) }
        note("the replicas are compared: \(found.isEmpty ? "equal" : found.joined(separator: "; "))")
        guard !found.isEmpty else { return }
        if tries > 0 {
            push(.comparesAgain(tries: tries - 1), after: random.draw(300...900))
        } else {
            violate(.replicasEqual, found.joined(separator: "; "))
        }
    }

    private func differences(_ first: World, _ other: World) -> [String] {
        guard let one = first.node?.replica, let two = other.node?.replica else { return [] }
        var found: [String] = []
        let names = "\(first.nodeID) and \(other.nodeID)"
        if one.table.vector != two.table.vector { found.append("\(names) cover different writes") }
        for node in [one, two] where node.table.held != [] {
            found.append("\(node.origin) holds back \(node.table.held.map(\.key))")
        }
        if one.table.floor == two.table.floor, !hasRisen, one.hashes != two.hashes {
            found.append("\(names) have different hashes")
        }
        for key in Set(one.table.keys).union(two.table.keys).sorted() where one.table[key] != two.table[key] {
            // One of them may have let a tombstone go.
            let left = one.table[key] == nil ? (two.table[key], one) : (one.table[key], two)
            if one.table[key] == nil || two.table[key] == nil, let over = left.0?.over, left.1.table.floor.covers(over)
            {
                continue
            }
            // A node that let a tombstone go takes in what another one wrote that had not seen it; those that have the
            // tombstone still do not. They stay different: not a thing to want, and known.
            let sets = [one.table[key], two.table[key]].compactMap(\.self)
            if hasRisen, sets.allSatisfy({ hasEnded($0, key) }) { continue }
            found.append("\(names) have something else of \(key)")
        }
        guard first.seat?.isUnsure != true else { return found }
        func records(_ replica: Replica) -> [Record] { replica.store.all.filter { !$0.isTombstone } }
        if records(one) != records(two) { found.append("\(names) have different records") }
        for world in [first, other] where world.node?.replica.table.entries != world.database.entries {
            found.append("\(world.nodeID) has something else in memory than in its database")
        }
        return found
    }

    /// What is restless on one node is told to all.
    mutating func shareRestlessness() {
        let restless = worlds.reduce(into: Set<ResourceKey>()) { $0.formUnion($1.restless) }
        for index in worlds.indices { worlds[index].restless = restless }
    }
}
