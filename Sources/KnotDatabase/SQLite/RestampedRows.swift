import GRDB
import KnotModel
import KnotStore

/// The rows of a database whose stamps are ahead of the clock, as they are to be.
struct RestampedRows {
    let restamping: Restamping
    /// The changed entries.
    private(set) var entries: [LaneEntry] = []
    private var labelled: Set<Stamp> = []

    /// - Throws: When something that is stored cannot be read: it may have such stamps too.
    init(_ state: StoredState, _ stored: [LaneEntry], _ codec: StorageCodec, at wall: WallTime) throws(Failure) {
        if let unreadable = state.quarantined.first(where: { !$0.isEvent }) {
            throw Self.refusal(unreadable.failure)
        }
        let origin = Origin(node: state.node, incarnation: 0)
        var table = LaneTable()
        for entry in stored { table.merge(entry) }
        let replica = state.replica(of: table, as: origin, codec: codec, changeCapacity: 1)
        if let unreadable = replica.unreadable.min(by: { $0.key < $1.key }) { throw Self.refusal(unreadable.value) }
        var contents: [LaneContent?] = []
        for entry in stored {
            contents.append(try entry.key.resource.flatMap { key throws(Failure) in try codec.decode(entry, of: key) })
        }
        let inside = contents.flatMap { $0?.stamps ?? [] }
        restamping = try Restamping(stored.flatMap(\.headerStamps) + inside, at: wall)
        labelled = Set(stored.filter { KnotModel.Record.specLanes.contains($0.lane) }.map(\.stamp) + inside)
        guard !restamping.isEmpty else { return }
        for (entry, content) in zip(stored, contents) {
            var new = restamping.header(of: entry)
            if let content, let key = entry.key.resource {
                let replaced = restamping.content(content)
                // Bytes that need not change stay as they were written.
                if replaced != content { new.value = try codec.encode(replaced, of: key, lane: entry.lane) }
            }
            if new != entry { entries.append(new) }
        }
    }

    var report: RestampReport? {
        guard let earliest = restamping.former.first, let latest = restamping.former.last else { return nil }
        return RestampReport(
            entries: entries.count, stamps: restamping.former.count, former: earliest.wall...latest.wall,
            new: restamping[earliest].wall...restamping[latest].wall)
    }

    /// Puts them in place, within a transaction. They keep their origins and numbers: see `SQLiteDatabase.restamp`.
    func write(_ db: GRDB.Database) throws {
        for entry in entries { try EntryRow.write(entry, db) }
        try Self.append(RestampedSpan(restamping, labelled: labelled), db)
    }

    private static func refusal(_ failure: Failure) -> Failure {
        Failure(
            .recordUnreadable, subject: failure.subject,
            "\(failure.subject) cannot be read and may have stamps that are ahead too, so nothing was changed; see to it "
                + "first: 'knot admin check-database' lists what cannot be read",
            cause: failure.cause ?? failure.message)
    }

    // MARK: What is remembered of it

    private static func name(_ number: Int) -> String { "\(Schema.restamped).\(number)" }

    private static func append(_ span: RestampedSpan, _ db: GRDB.Database) throws {
        var number = 1
        while try Schema.value(name(number), db) != nil { number += 1 }
        try SQLiteDatabase.setGuarded(name(number), to: span.description, db)
    }

    /// What became of stamps each time that they were replaced, in order. One that is not what was written is
    /// `RestampedSpan.unknown`.
    static func spans(_ db: GRDB.Database) throws -> [RestampedSpan] {
        var spans: [RestampedSpan] = []
        while let text = try Schema.value(name(spans.count + 1), db) {
            let isIntact = try SQLiteDatabase.isIntact(name(spans.count + 1), db)
            spans.append(isIntact ? RestampedSpan(text) ?? .unknown : .unknown)
        }
        return spans
    }
}
