import Foundation
import GRDB
import KnotModel
import KnotStore

/// Where the columns of an entry stand in the rows of a query: looked up by name once, not for each row.
struct EntryColumns {
    private let key, lane, uid, created, creator, stage, epoch, ticks, author, baseTicks, baseAuthor, node: Int?
    private let incarnation, sequence, proof, value, sum: Int?

    /// - Parameter row: Any row of the query.
    init(_ row: Row) {
        let places = Dictionary(
            row.columnNames.enumerated().map { ($0.element.lowercased(), $0.offset) }, uniquingKeysWith: { a, _ in a })
        key = places["key"]
        lane = places["lane"]
        uid = places["uid"]
        created = places["created"]
        creator = places["creator"]
        stage = places["stage"]
        epoch = places["epoch"]
        ticks = places["ticks"]
        author = places["author"]
        baseTicks = places["base_ticks"]
        baseAuthor = places["base_author"]
        node = places["node"]
        incarnation = places["incarnation"]
        sequence = places["sequence"]
        proof = places["proof"]
        value = places["value"]
        sum = places["sum"]
    }

    /// The key that a row gives; `nil` when it is none.
    func key(_ row: Row) -> EntryKey? {
        guard let text = row.text(at: key), let slash = text.utf8.firstIndex(of: UInt8(ascii: "/")) else { return nil }
        return EntryKey(kind: String(text[..<slash]), name: String(text[text.index(after: slash)...]))
    }

    /// The entry that a row gives, where its columns have the types that were written; whether it is what was written, its
    /// checksum says.
    private func entry(_ row: Row) -> LaneEntry? {
        func number(_ place: Int?) -> UInt64? { row.number(at: place).map(UInt64.init(bitPattern:)) }
        guard let key = key(row), let lane = row.text(at: lane), let uid = row.text(at: uid),
            let created = number(created), let creator = row.text(at: creator),
            let stage = number(stage).flatMap(UInt8.init(exactly:)), let epoch = number(epoch),
            let ticks = number(ticks), let author = row.text(at: author), let node = row.text(at: node),
            let incarnation = number(incarnation), let sequence = number(sequence), let proof = row.bytes(at: proof),
            let value = row.bytes(at: value)
        else { return nil }
        let base: Stamp?
        switch (number(baseTicks), row.text(at: baseAuthor)) {
        case (let ticks?, let author?): base = Stamp(ticks: ticks, node: NodeID(author))
        case (nil, nil): base = nil
        default: return nil
        }
        return LaneEntry(
            key: key, lane: LaneName(rawValue: lane),
            object: ObjectID(created: Stamp(ticks: created, node: NodeID(creator)), uid: UID(uid)),
            stage: ObjectStage(rawValue: stage), epoch: epoch, stamp: Stamp(ticks: ticks, node: NodeID(author)),
            base: base, origin: Origin(node: NodeID(node), incarnation: incarnation), sequence: sequence,
            proof: [UInt8](proof), value: [UInt8](value))
    }

    /// What a row itself says its checksum is.
    func sum(_ row: Row) -> Data? { row.bytes(at: sum) }

    /// The entry of a row that is what was written; `nil` for a damaged one.
    func intact(_ row: Row) -> LaneEntry? {
        guard let entry = entry(row), RowSum(entry).matches(sum(row)) else { return nil }
        return entry
    }
}
