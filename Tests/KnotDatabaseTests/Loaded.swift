import KnotDatabase
import KnotModel
import KnotStore

/// All that a database holds.
@dynamicMemberLookup
struct Loaded: Hashable {
    var state: StoredState
    /// Sorted by key and lane.
    var entries: [LaneEntry]

    subscript<Part>(dynamicMember part: KeyPath<StoredState, Part>) -> Part { state[keyPath: part] }

    /// What a node has of it that starts now.
    func replica(_ codec: StorageCodec = StorageCodec()) -> Replica {
        var table = LaneTable()
        for entry in entries { table.take(entry) }
        return state.replica(
            of: table, as: Origin(node: state.node, incarnation: 2), codec: codec, changeCapacity: 1)
    }

    /// The records that its entries make up, by key.
    var records: [Record] { replica().store.all }
}

extension Database {
    func load() async throws(Failure) -> Loaded {
        let (state, entries) = try await load(into: [LaneEntry]())
        return Loaded(state: state, entries: entries.sorted { ($0.key, $0.lane) < ($1.key, $1.lane) })
    }
}
