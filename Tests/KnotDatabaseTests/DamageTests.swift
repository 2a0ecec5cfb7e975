import Foundation
import GRDB
import KnotDatabase
import KnotModel
import KnotStore
import Testing

/// Bytes that are not those that were written, wherever they lie.
@Suite struct DamageTests {
    private func tamper(_ scratch: Scratch, _ sql: String) throws {
        let queue = try DatabaseQueue(path: scratch.path)
        try queue.writeWithoutTransaction { db in try db.execute(sql: sql) }
        try queue.close()
    }

    private func filled(_ count: Int = 12) async throws -> Scratch {
        let scratch = try Scratch()
        let database = try scratch.open()
        try await database.commit(
            Batch(
                records: (0..<count).map { fullSpace("web\($0)") } + [template("plain")],
                events: [event("A"), event("B")]))
        await database.close()
        return scratch
    }

    /// A checksum is stored, so that it never changes. The figures were worked out by another program, of the parts that
    /// `RowSum` tells of.
    @Test func checksumsAreThoseOfOtherVersions() async throws {
        let scratch = try Scratch()
        let database = try scratch.open()
        let stamp = Stamp(ticks: .max, node: NodeID("n2"))
        var entry = LaneEntry(
            key: EntryKey(kind: "gateway", name: "front"), lane: .spec,
            object: ObjectID(created: Stamp(ticks: 65_536, node: NodeID("n1")), uid: UID("u1")), stamp: stamp,
            base: Stamp(ticks: 7, node: NodeID("n3")), origin: Origin(node: NodeID("n4"), incarnation: 12),
            sequence: 345, proof: [1], value: Array(#"{"a":1}"#.utf8))
        var sums: [String] = []
        for base in [entry.base, nil] {
            entry.base = base
            if base == nil { (entry.proof, entry.value) = ([], []) }
            try await database.commit(Batch(entries: [entry]))
            #expect(try await database.load().entries == [entry])
            let queue = try DatabaseQueue(path: scratch.path)
            sums += try await queue.read { db in try String.fetchAll(db, sql: "SELECT lower(hex(sum)) FROM entry") }
            try queue.close()
        }
        await database.close()
        #expect(
            sums == [
                "dd85f02719e242a2412becd769b79f7ffd6042f64e48dc5a", "dd85f02719e242a23526137da18209c874e6019e30a99585",
            ])
    }

    /// Bits are flipped one after the other all over a file. Each time the file is refused, or every record is read as it
    /// was written, or counts as present: by its own key, or as one whose key is not sure.
    @Test func noFlippedBitLosesARecordInSilence() async throws {
        let scratch = try await filled()
        let whole = try Data(contentsOf: URL(fileURLWithPath: scratch.path))
        let before = Set((0..<12).map { fullSpace("web\($0)") } + [template("plain")])
        var random = SeededGenerator(seed: 8)
        var refused = 0
        var unreadable = 0
        for _ in 0..<400 {
            var bytes = whole
            let place = Int.random(in: 0..<bytes.count, using: &random)
            bytes[place] ^= 1 << UInt8.random(in: 0...7, using: &random)
            let copy = try Scratch()
            try bytes.write(to: URL(fileURLWithPath: copy.path))
            guard let database = try? copy.open(), let state = try? await database.load() else {
                refused += 1
                continue
            }
            await database.close()
            #expect(state.node == home)
            let wrong = Set(state.records).subtracting(before)
            #expect(wrong.isEmpty, "byte \(place): \(wrong.map(\.key))")
            let missing = Set(before.map(\.key)).subtracting(state.records.map(\.key))
            let quarantine = state.recovery.quarantine
            if !missing.isEmpty { unreadable += 1 }
            for key in missing {
                #expect(quarantine[key] != nil || !quarantine.unnamed.isEmpty, "byte \(place): \(key) is gone")
            }
        }
        #expect(refused > 10, "some flips must make a file that is refused")
        #expect(unreadable > 50, "some flips must damage records")
    }

    /// The same of bits in every letter of the names of columns, and of some in the rest of the schema. SQLite takes a name as it finds
    /// it, so that rows lack the column that is read.
    @Test func noFlippedBitOfTheSchemaLosesAnythingInSilence() async throws {
        let scratch = try await filled(2)
        let before = Set((0..<2).map { fullSpace("web\($0)") } + [template("plain")])
        let adoption = Adoption(key: fullSpace("web0").key, cluster: "former")
        let queue = try DatabaseQueue(path: scratch.path)
        let schema = try await queue.writeWithoutTransaction { db in
            try db.execute(sql: "INSERT INTO adoption (key, cluster) VALUES ('space/alice/web0', 'former')")
            try db.execute(sql: "INSERT INTO quarantine (key, body) VALUES ('space/alice/old', x'00')")
            _ = try Row.fetchAll(db, sql: "PRAGMA wal_checkpoint(TRUNCATE)")
            return try String.fetchAll(db, sql: "SELECT sql FROM sqlite_master WHERE sql LIKE 'CREATE TABLE%'")
        }
        try queue.close()
        let whole = try Data(contentsOf: URL(fileURLWithPath: scratch.path))
        var random = SeededGenerator(seed: 8)
        var damaged = 0
        for (place, bit) in try flips(of: schema, in: whole, using: &random) {
            var bytes = whole
            bytes[place] ^= 1 << bit
            let copy = try Scratch()
            try bytes.write(to: URL(fileURLWithPath: copy.path))
            let inspection = try? SQLiteDatabase.inspect(path: copy.path, codec: StorageCodec())
            guard let database = try? copy.open(), let state = try? await database.load() else { continue }
            await database.close()
            #expect(Set(state.records).subtracting(before).isEmpty, "byte \(place), bit \(bit)")
            let missing = Set(before.map(\.key)).subtracting(state.records.map(\.key))
            let quarantine = state.recovery.quarantine
            for key in missing {
                #expect(
                    quarantine[key] != nil || !quarantine.unnamed.isEmpty, "byte \(place), bit \(bit): \(key) is gone")
            }
            let hasEvents = state.events.count == 2 || state.quarantined.contains(where: \.isEvent)
            #expect(hasEvents, "byte \(place), bit \(bit): events are gone")
            #expect(state.adopted == [adoption] || !state.notes.isEmpty, "byte \(place), bit \(bit): adopted is gone")
            #expect(state.discarded.count == 1, "byte \(place), bit \(bit): what was set aside is gone")
            guard !missing.isEmpty || state.events.count < 2 || state.adopted.isEmpty else { continue }
            damaged += 1
            #expect(inspection?.problems.isEmpty != true, "byte \(place), bit \(bit): a check finds nothing")
        }
        #expect(damaged > 100, "flips must take columns away: \(damaged)")
    }

    /// Every third bit of the names of columns, and 100 others of the schema.
    private func flips(
        of schema: [String], in file: Data, using generator: inout SeededGenerator
    ) throws -> [(place: Int, bit: UInt8)] {
        var names: [(Int, UInt8)] = []
        var others: [(Int, UInt8)] = []
        for sql in schema {
            let found = try #require(file.range(of: Data(sql.utf8)), "the schema is not in one piece: \(sql)")
            var isInName = true
            for (index, character) in zip(found, sql) {
                // Names of columns are in lower case; the first word that is, is the name of the table.
                isInName = character.isLowercase || (isInName && character == "_")
                for bit in 0..<UInt8(8) where (index * 8 + Int(bit)) % 3 == 0 {
                    if isInName { names.append((index, bit)) } else { others.append((index, bit)) }
                }
            }
        }
        return names + others.shuffled(using: &generator).prefix(100)
    }

    @Test func aFlippedKeyIsNotTakenForAnother() async throws {
        let scratch = try await filled(1)
        try tamper(scratch, "UPDATE entry SET key = 'space/alice/wec0' WHERE key = 'space/alice/web0'")
        let database = try scratch.open()
        let quarantine = try await database.load().recovery.quarantine
        #expect(quarantine.unnamed.count == 1)
        #expect(quarantine.part != nil, "any other resource may want a part")
        #expect(quarantine[ResourceKey(.space, owner: "alice", name: "wec0")] != nil)
        await database.close()
    }

    @Test func aRecordOfAnotherKeyOrVersionHasASureKey() async throws {
        struct Foreign: ByteSeal {
            struct Sealed: Error {}
            func seal(_ bytes: [UInt8], _ use: StoredUse) throws -> [UInt8] { bytes }
            func open(_ bytes: [UInt8], _ use: StoredUse) throws -> [UInt8] { throw Sealed() }
            func isCurrent(_ bytes: [UInt8]) -> Bool { true }
            func open(earlier record: KnotModel.Record) throws -> KnotModel.Record { record }
        }
        let scratch = try await filled(2)
        let codec = StorageCodec(Foreign())
        let database = try SQLiteDatabase.open(path: scratch.path, identity: .new(), codec: codec)
        let state = try await database.load()
        #expect(state.recovery.quarantine.keys.isEmpty, "its bytes are whole")
        let replica = state.replica(codec)
        #expect(replica.unreadable.count == 3 && replica.store.all.isEmpty)
        #expect(replica.unreadable[fullSpace("web0").key]?.cause?.contains("server.encrypt") == true)
        #expect(throws: Failure.self) { _ = try replica.prepare([fullSpace("web0")]) }
        await database.close()
        let found = try SQLiteDatabase.inspect(path: scratch.path, codec: codec)
        #expect(found.problems.count == 4, "three records, and the events of one resource")
    }

    /// Of a resource that has a damaged row nothing is made, also not of the others.
    @Test func aResourceWithoutOneOfItsLanesIsNoRecord() async throws {
        for lane in ["placement", "running", "spec"] {
            let scratch = try await filled(1)
            try tamper(scratch, "UPDATE entry SET sequence = 9 WHERE key = 'space/alice/web0' AND lane = '\(lane)'")
            let database = try scratch.open()
            let state = try await database.load()
            #expect(state.records == [template("plain")])
            #expect(state.recovery.quarantine[fullSpace("web0").key] != nil)
            await database.close()
        }
    }

    @Test func aDamagedVectorCoversNothing() async throws {
        let scratch = try await filled(1)
        let database = try scratch.open()
        var covered = VersionVector()
        covered.cover(Origin(node: home, incarnation: 7), to: 5)
        try await database.commit(Batch(entries: Batch(records: [template("x")]).entries, covered: covered))
        await database.close()
        try tamper(scratch, "UPDATE covered SET number = 6")
        let again = try scratch.open()
        #expect(try await again.load().covered == VersionVector())
        await again.close()
    }

    @Test func aDamagedNameOfTheNodeOrTheClusterIsRefused() async throws {
        for key in ["node", "cluster"] {
            let scratch = try await filled(1)
            try tamper(scratch, "UPDATE meta SET value = 'other' WHERE key = '\(key)'")
            let found = failure { _ = try scratch.open() }
            #expect(found?.description.contains("the name of its \(key)") == true, "\(found?.description ?? "opened")")
        }
    }

    @Test func inspectionListsEachDamagedRowAndChangesNothing() async throws {
        let scratch = try await filled(3)
        let codec = StorageCodec()
        #expect(try SQLiteDatabase.inspect(path: scratch.path, codec: codec).problems == [])
        try tamper(
            scratch,
            """
            UPDATE entry SET value = CAST(replace(CAST(value AS TEXT), 'portTaken', 'portTakes') AS BLOB)
            WHERE key = 'space/alice/web1'
            """)
        let before = try Data(contentsOf: URL(fileURLWithPath: scratch.path))
        let found = try SQLiteDatabase.inspect(path: scratch.path, codec: codec)
        #expect(found.problems.count == 1)
        #expect(found.problems.first?.hasPrefix("space/alice/web1: its bytes are not those that were written") == true)
        #expect(found.records == 3)
        #expect(try Data(contentsOf: URL(fileURLWithPath: scratch.path)) == before)
    }

    @Test func aDiscardedRecordIsKeptAside() async throws {
        let scratch = try await filled(2)
        try tamper(scratch, "UPDATE entry SET ticks = ticks + 1 WHERE key = 'space/alice/web1' AND lane = 'status'")
        let database = try scratch.open()
        #expect(try await database.load().quarantined.map(\.key) == ["space/alice/web1"])
        try await database.discard(["space/alice/web1"])
        #expect(try await database.load().quarantined.isEmpty)
        await database.close()
        let queue = try DatabaseQueue(path: scratch.path)
        let kept = try await queue.read { db in try String.fetchAll(db, sql: "SELECT DISTINCT key FROM quarantine") }
        #expect(kept == ["space/alice/web1"])
        try queue.close()
    }
}
