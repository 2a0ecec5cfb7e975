import Foundation
import GRDB
import KnotDatabase
import KnotModel
import KnotStore
import Testing

/// Stamps that are ahead of the clock, in a file.
@Suite struct RestampTests {
    private static let now = WallTime(milliseconds: 1_000_000)
    private static let limit: UInt64 = 1_000_000 << 16 | 0xFFFF
    private static let far: UInt64 = 9_000_000 << 16

    /// Bytes that are sealed for their place only.
    private struct PlacedSeal: ByteSeal {
        struct Misplaced: Error {}
        func seal(_ bytes: [UInt8], _ use: StoredUse) throws -> [UInt8] { Array("\(use)|".utf8) + bytes }
        func open(_ bytes: [UInt8], _ use: StoredUse) throws -> [UInt8] {
            let mark = Array("\(use)|".utf8)
            guard bytes.starts(with: mark) else { throw Misplaced() }
            return Array(bytes.dropFirst(mark.count))
        }
        func isCurrent(_ bytes: [UInt8]) -> Bool { true }
        func open(earlier record: KnotModel.Record) throws -> KnotModel.Record { record }
    }

    private static let codecs = [StorageCodec(), StorageCodec(PlacedSeal())]

    /// A template of before, and a space of a time when the clock was ahead: with a restart that its status answers to.
    private static func records(ahead by: UInt64 = far) -> [KnotModel.Record] {
        var space = fullSpace()
        space.spec.value.deletion = nil
        space.spec.value.restart = stamp(by + 9)
        space.spec.stamp = stamp(by + 10)
        space.placement?.stamp = stamp(by + 11)
        space.status?.stamp = stamp(by + 12)
        space.status?.value.observedRevision = stamp(by + 10)
        return [space, template("before", 5)]
    }

    private static func entries(_ records: [KnotModel.Record], _ codec: StorageCodec) throws -> [LaneEntry] {
        var number: UInt64 = 0
        return try records.flatMap { record in
            try record.writes(from: nil).map { write in
                number += 1
                return LaneEntry(
                    key: EntryKey(record.key), lane: write.lane,
                    object: ObjectID(created: record.spec.stamp, uid: write.uid), stage: write.stage,
                    epoch: write.epoch,
                    stamp: write.stamp, base: write.lane == .status ? record.spec.stamp : nil,
                    origin: Origin(node: home, incarnation: 1), sequence: number,
                    value: try codec.encode(write.content, of: record.key, lane: write.lane))
            }
        }
    }

    private func filled(_ codec: StorageCodec = StorageCodec(), ahead by: UInt64 = far) async throws -> Scratch {
        let scratch = try Scratch()
        let database = try SQLiteDatabase.open(path: scratch.path, identity: .new(), codec: codec)
        _ = try await database.load()
        try await database.commit(
            Batch(entries: try Self.entries(Self.records(ahead: by), codec), events: [event("A")]))
        await database.close()
        return scratch
    }

    private func restamp(_ scratch: Scratch, _ codec: StorageCodec = StorageCodec()) async throws -> RestampReport? {
        let database = try SQLiteDatabase.open(path: scratch.path, identity: .new(), codec: codec)
        let result: Result<RestampReport?, any Error>
        do { result = .success(try await database.restamp(at: Self.now)) } catch { result = .failure(error) }
        await database.close()
        return try result.get()
    }

    private func loaded(_ scratch: Scratch, _ codec: StorageCodec = StorageCodec()) async throws -> Loaded {
        let database = try SQLiteDatabase.open(path: scratch.path, identity: .new(), codec: codec)
        let state = try await database.load()
        await database.close()
        return state
    }

    @Test(arguments: [0, 1]) func everyStampThatIsAheadIsReplacedAndNothingElse(sealed: Int) async throws {
        let codec = Self.codecs[sealed]
        let scratch = try await filled(codec)
        let before = try await loaded(scratch, codec)
        let plan = try #require(try SQLiteDatabase.planRestamp(path: scratch.path, codec: codec, at: Self.now))
        #expect(try await loaded(scratch, codec) == before, "a plan changes nothing")
        #expect(plan.stamps == 4 && plan.copy == nil)
        #expect(plan.new == Self.now...Self.now)
        #expect(plan.former == WallTime(milliseconds: 9_000_000)...WallTime(milliseconds: 9_000_000))
        let report = try #require(try await restamp(scratch, codec))
        #expect((report.entries, report.stamps, report.new) == (plan.entries, plan.stamps, plan.new))

        let after = try await loaded(scratch, codec)
        #expect(after.quarantined.isEmpty && after.lost == nil && after.failure == nil && after.notes.isEmpty)
        #expect((after.events, after.covered, after.node) == (before.events, before.covered, before.node))
        // The same writes, with the stamps of the last four ticks up to the clock.
        let first = Self.limit - 3
        func new(_ ticks: UInt64) -> Stamp { stamp(ticks < Self.far ? ticks : first + ticks - Self.far - 9) }
        #expect(after.entries.map(\.sequence) == before.entries.map(\.sequence))
        #expect(after.entries.map(\.origin) == before.entries.map(\.origin))
        #expect(after.entries.map(\.stamp) == before.entries.map { new($0.stamp.ticks) })
        #expect(after.entries.map(\.base) == before.entries.map { $0.base.map { new($0.ticks) } })
        #expect(after.entries.map(\.object.created) == before.entries.map { new($0.object.created.ticks) })
        var expected = Self.records()[0]
        expected.spec.value.restart = new(Self.far + 9)
        expected.spec.stamp = new(Self.far + 10)
        expected.placement?.stamp = new(Self.far + 11)
        expected.status?.stamp = new(Self.far + 12)
        expected.status?.value.observedRevision = new(Self.far + 10)
        let records = after.replica(codec).store.all
        #expect(Set(records) == [expected, template("before", 5)])

        #expect(after.restamped.count == 1)
        #expect(after.recovery.restamped.first?[stamp(Self.far + 10)] == expected.spec.stamp)
        #expect(after.recovery.restamped.first?[stamp(Self.far + 9)] == expected.spec.value.restart)
        #expect(try await restamp(scratch, codec) == nil, "a second time there is nothing to do")
        #expect(try await loaded(scratch, codec) == after)

        // With the copy in its place all is as it was.
        let copy = try #require(report.copy)
        #expect(copy == scratch.path + ".before-restamp")
        let aside = try Scratch()
        try FileManager.default.copyItem(atPath: copy, toPath: aside.path)
        #expect(try await loaded(aside, codec).entries == before.entries)
    }

    @Test func aSecondWrongTimeIsRememberedBesideTheFirst() async throws {
        let scratch = try await filled()
        _ = try #require(try await restamp(scratch))
        let database = try scratch.open()
        _ = try await database.load()
        let late = try Self.entries([template("late", Self.far * 2)], StorageCodec())
        try await database.commit(Batch(entries: late))
        await database.close()
        let again = try scratch.open()
        let later = WallTime(milliseconds: 2_000_000)
        #expect(try await again.restamp(at: later)?.copy == scratch.path + ".before-restamp-1")
        await again.close()
        let spans = try await loaded(scratch).restamped
        #expect(spans.count == 2)
        #expect(spans.last?[stamp(Self.far * 2)].wall == later)
    }

    @Test func whatCannotBeReadIsRefused() async throws {
        let scratch = try await filled()
        let queue = try DatabaseQueue(path: scratch.path)
        try await queue.writeWithoutTransaction { db in
            try db.execute(sql: "UPDATE entry SET epoch = 9 WHERE lane = 'status'")
        }
        try queue.close()
        let before = try await loaded(scratch)
        let found = failure {
            _ = try SQLiteDatabase.planRestamp(path: scratch.path, codec: StorageCodec(), at: Self.now)
        }
        #expect(found?.code == .recordUnreadable && found?.message.contains("space/alice/web") == true)
        #expect(await failure { _ = try await restamp(scratch) }?.code == .recordUnreadable)
        #expect(try await loaded(scratch) == before)
        let wrongKey = try await filled(Self.codecs[1])
        #expect(await failure { _ = try await restamp(wrongKey) }?.code == .recordUnreadable)
    }

    @Test func aDatabaseThatWasSetBackIsRefusedUntilItIsAccepted() async throws {
        let scratch = try await filled()
        let old = try Data(contentsOf: URL(filePath: scratch.path))
        let database = try scratch.open()
        _ = try await database.load()
        try await database.commit(Batch(entries: try Self.entries([template("late", 6)], StorageCodec())))
        await database.close()
        for suffix in ["-wal", "-shm"] { try? FileManager.default.removeItem(atPath: scratch.path + suffix) }
        try old.write(to: URL(filePath: scratch.path))
        let found = failure {
            _ = try SQLiteDatabase.planRestamp(path: scratch.path, codec: StorageCodec(), at: Self.now)
        }
        #expect(found?.code == .databaseOlder)
        #expect(await failure { _ = try await restamp(scratch) }?.code == .databaseOlder)
        let again = try scratch.open()
        try await again.accept()
        await again.close()
        #expect(try await restamp(scratch) != nil)
    }

    @Test func aDatabaseInUseOrOfAnotherFormIsRefused() async throws {
        let scratch = try await filled()
        let database = try scratch.open()
        let inUse = failure {
            _ = try SQLiteDatabase.planRestamp(path: scratch.path, codec: StorageCodec(), at: Self.now)
        }
        #expect(inUse?.message.contains("in use") == true)
        await database.close()
        let fixture = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "Fixtures/form-2.db").path
        let earlier = try Scratch()
        try FileManager.default.copyItem(atPath: fixture, toPath: earlier.path)
        let bytes = try Data(contentsOf: URL(filePath: earlier.path))
        let found = failure {
            _ = try SQLiteDatabase.planRestamp(path: earlier.path, codec: StorageCodec(), at: Self.now)
        }
        #expect(found?.message.contains("an earlier version of knot") == true, "\(found as Any)")
        #expect(try Data(contentsOf: URL(filePath: earlier.path)) == bytes)
    }

    @Test func aDamagedMemoryOfItIsSaid() async throws {
        let scratch = try await filled()
        _ = try await restamp(scratch)
        let queue = try DatabaseQueue(path: scratch.path)
        try await queue.writeWithoutTransaction { db in
            try db.execute(sql: "UPDATE meta SET value = replace(value, '-', '_') WHERE key = 'restamped.1'")
        }
        try queue.close()
        let state = try await loaded(scratch)
        #expect(state.restamped == [.unknown])
        #expect(state.notes.contains { $0.contains("restamp") })
    }

    @Test func aCheckTellsOfIt() async throws {
        let scratch = try await filled()
        let found = try SQLiteDatabase.inspect(path: scratch.path, codec: StorageCodec(), at: Self.now)
        #expect(found.problems.isEmpty)
        #expect(found.notes.contains { $0.contains("knot admin restamp") })
        _ = try await restamp(scratch)
        let after = try SQLiteDatabase.inspect(path: scratch.path, codec: StorageCodec(), at: Self.now)
        #expect(after.problems.isEmpty && !after.notes.contains { $0.contains("knot admin restamp") }, "\(after)")
    }
}
