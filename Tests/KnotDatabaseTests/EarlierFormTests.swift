import Foundation
import GRDB
import KnotDatabase
import KnotModel
import KnotStore
import Testing

/// Databases that earlier versions wrote. `Fixtures/form-2.db` is one that a server of form 2 left: spaces that run, one
/// that is stopped, one restarted, and a space, a template and a variable with a protected value that were deleted.
@Suite struct EarlierFormTests {
    private static let fixture = URL(filePath: #filePath).deletingLastPathComponent()
        .appending(path: "Fixtures/form-2.db").path
    private static let node = NodeID("old")

    private func earlier(_ sql: String = "") throws -> Scratch {
        let scratch = try Scratch()
        try FileManager.default.copyItem(atPath: Self.fixture, toPath: scratch.path)
        if !sql.isEmpty { try change(scratch.path, sql) }
        return scratch
    }

    private func change(_ path: String, _ sql: String) throws {
        let queue = try DatabaseQueue(path: path)
        try queue.writeWithoutTransaction { db in try db.execute(sql: sql) }
        try queue.close()
    }

    /// The records as that version stored them.
    private func stored(_ path: String) throws -> [KnotModel.Record] {
        let queue = try DatabaseQueue(path: path)
        defer { try? queue.close() }
        return try queue.read { db in
            try Data.fetchAll(db, sql: "SELECT body FROM record").map {
                try JSONDecoder().decode(KnotModel.Record.self, from: $0)
            }
        }.sorted { $0.key < $1.key }
    }

    @Test func everyRecordIsTheSame() async throws {
        let scratch = try earlier()
        let before = try stored(scratch.path)
        #expect(before.count == 8)
        let database = try scratch.open(Self.node)
        let state = try await database.load()
        #expect(state.records == before.map(\.stripped))
        #expect(state.quarantined.isEmpty)
        #expect(state.events.count == 16)
        // Nothing of an object comes before another one of its key that is made from now on.
        let now = Stamp(ticks: UInt64(Date.now.timeIntervalSince1970 * 1_000) << 16, node: Self.node)
        #expect(state.entries.allSatisfy { $0.object.created < now })
        let series = Origin(node: Self.node, incarnation: 0)
        #expect(state.entries.map(\.sequence).sorted() == Array(1...state.covered[series]))
        await database.close()
        #expect(try stored(scratch.path).isEmpty)
        let again = try scratch.open(Self.node)
        let next = try await again.load()
        #expect((next.entries, next.covered, next.events) == (state.entries, state.covered, state.events))
        await again.close()
    }

    /// Form 3 has the entries, and nothing of what is exchanged beside them.
    @Test func theEntriesOfFormThreeAreTheSame() async throws {
        let scratch = try Scratch()
        let first = try scratch.open(Self.node)
        try await first.commit(Batch(records: [fullSpace(), template("a")]))
        let before = try await first.load()
        await first.close()
        try change(
            scratch.path,
            """
            DROP TABLE held; DROP TABLE overwritten; DROP TABLE floor;
            DELETE FROM grdb_migrations WHERE identifier = '4'; PRAGMA user_version = 3;
            """)
        let again = try scratch.open(Self.node)
        let state = try await again.load()
        #expect(state.entries == before.entries && state.state.covered == before.state.covered)
        #expect(state.state.isWhole && state.state.held.isEmpty)
        await again.close()
        #expect(FileManager.default.fileExists(atPath: scratch.path + ".form-3"))
    }

    @Test func theEarlierDatabaseIsKept() async throws {
        let scratch = try earlier()
        let before = try stored(scratch.path)
        await (try scratch.open(Self.node)).close()
        let kept = scratch.path + ".form-2"
        #expect(try stored(kept) == before)
        let attributes = try FileManager.default.attributesOfItem(atPath: kept)
        #expect(attributes[.posixPermissions] as? Int == 0o600)
        // It is an earlier database, which becomes one of this form again.
        let copy = try Scratch()
        try FileManager.default.moveItem(atPath: kept, toPath: copy.path)
        let database = try copy.open(Self.node)
        #expect(try await database.load().records == before.map(\.stripped))
        await database.close()
    }

    /// What version 1 wrote has no checksums.
    @Test func rowsOfFormOneGetChecksums() async throws {
        let scratch = try earlier(
            """
            ALTER TABLE record DROP COLUMN sum; ALTER TABLE event DROP COLUMN sum; DROP TABLE adoption;
            DELETE FROM meta WHERE key NOT IN ('cluster', 'node');
            DELETE FROM grdb_migrations WHERE identifier = '2'; PRAGMA user_version = 1;
            """)
        let before = try stored(scratch.path)
        let database = try scratch.open(Self.node)
        let state = try await database.load()
        #expect(state.records == before.map(\.stripped))
        #expect(state.quarantined.isEmpty)
        #expect(state.events.count == 16)
        await database.close()
        #expect(FileManager.default.fileExists(atPath: scratch.path + ".form-1"))
        try change(scratch.path, "UPDATE entry SET epoch = epoch + 1 WHERE key = 'space/admin/one' AND lane = 'spec'")
        let again = try scratch.open(Self.node)
        #expect(try await again.load().quarantined.map(\.key) == ["space/admin/one"])
        await again.close()
    }

    /// What was written while records waited to be converted is later than they are.
    @Test func aConversionTakesNothingBack() async throws {
        let origin = Origin(node: Self.node, incarnation: 5)
        let first = try earlier()
        var database = try first.open(Self.node)
        let state = try await database.load()
        await database.close()
        var replica = Replica(origin: origin, codec: StorageCodec(), changeCapacity: 1)
        replica.load(state.entries, state.covered)
        let one = ResourceKey(.space, owner: "admin", name: "one")
        let two = ResourceKey(.space, owner: "admin", name: "two")
        let late = Stamp(ticks: .max - 1, node: Self.node)
        var (stopped, gone) = (try #require(replica.store[one]), try #require(replica.store[two]))
        stopped.spec.stamp = late
        stopped.spec.value.fields["running"] = false
        gone.spec.value.deletion = Deletion(requestedAt: WallTime(milliseconds: 1), keepVolumes: false)
        gone.status = Register(
            Status(uid: gone.uid, node: Self.node, phase: .gone, observedRevision: late), stamp: late)
        let staged = try #require(try replica.prepare([stopped, gone]))

        let second = try earlier()
        database = try second.open(Self.node)
        try await database.commit(staged.batch)
        let records = try await database.load().records
        #expect(records.first { $0.key == one } == stopped)
        #expect(records.first { $0.key == two } == gone.stripped)
        #expect(records.count == 8)
        await database.close()
    }

    @Test func aKeptDatabaseIsNeverTakenForAnother() async throws {
        let scratch = try earlier()
        try Data("of another time".utf8).write(to: URL(filePath: scratch.path + ".form-2"))
        let before = try stored(scratch.path)
        await (try scratch.open(Self.node)).close()
        #expect(try String(contentsOfFile: scratch.path + ".form-2", encoding: .utf8) == "of another time")
        #expect(try stored(scratch.path + ".form-2-1") == before)
    }

    /// Its end may be readable for somebody.
    @Test func aTornLogOfAnEarlierVersionIsLeftAsItIs() async throws {
        let scratch = try earlier()
        let cluster = try await DatabaseQueue(path: scratch.path).read { db in
            try String.fetchOne(db, sql: "SELECT value FROM meta WHERE key = 'cluster'") ?? ""
        }
        // As an earlier start that found the log torn has noted it.
        let note = "\(cluster) 99999999 - torn"
        try Data((note + String(repeating: " ", count: 127 - note.utf8.count) + "\n").utf8).write(
            to: URL(filePath: scratch.path + ".acknowledged"))
        let found = failure { _ = try scratch.open(Self.node) }
        #expect(found?.message.contains("its log has lost its end") == true, "\(found?.description ?? "opened")")
        #expect(try stored(scratch.path).count == 8)
    }

    @Test func aRecordThatCannotBeReadStaysAsItIs() async throws {
        let scratch = try earlier("UPDATE record SET updated = updated + 1 WHERE key = 'space/admin/one'")
        let database = try scratch.open(Self.node)
        for _ in 1...2 {
            let state = try await database.load()
            #expect(state.quarantined.map(\.key) == ["space/admin/one"])
            #expect(state.records.count == 7)
        }
        #expect(try stored(scratch.path).map(\.key.name) == ["one"])
        try await database.discard(["space/admin/one"])
        let state = try await database.load()
        #expect(state.quarantined.isEmpty && state.discarded == ["space/admin/one"])
        await database.close()
    }

    @Test func whatALaterVersionCanReadIsConvertedThen() async throws {
        struct Foreign: ByteSeal {
            struct Sealed: Error {}
            func seal(_ bytes: [UInt8], _ use: StoredUse) throws -> [UInt8] { bytes }
            func open(_ bytes: [UInt8], _ use: StoredUse) throws -> [UInt8] {
                if use == .record { throw Sealed() }
                return bytes
            }
            func isCurrent(_ bytes: [UInt8]) -> Bool { true }
            func open(earlier record: KnotModel.Record) throws -> KnotModel.Record { record }
        }
        let scratch = try earlier()
        let before = try stored(scratch.path)
        let first = try SQLiteDatabase.open(
            path: scratch.path, identity: .new(Self.node), codec: StorageCodec(Foreign()))
        let state = try await first.load()
        #expect(state.quarantined.count == 8 && state.entries.isEmpty)
        #expect(state.quarantined.allSatisfy { $0.failure.cause?.contains("server.encrypt") == true })
        await first.close()
        let database = try scratch.open(Self.node)
        #expect(try await database.load().records == before.map(\.stripped))
        await database.close()
    }
}
