import Foundation
import KnotDatabase
import KnotModel
import KnotStore
import Testing

@Suite struct SQLiteDatabaseTests {
    @Test func everyFieldOfEveryLaneComesBack() async throws {
        let scratch = try Scratch()
        let records = [template("a"), template("b"), fullSpace()]
        let first = try scratch.open()
        try await first.commit(Batch(records: records.reversed(), events: [event("B"), event("A", count: 3)]))
        let before = try await first.load()
        await first.close()
        let second = try scratch.open()
        let state = try await second.load()
        #expect(state == before)
        #expect(state.records == records)
        #expect(state.events == [event("A", count: 3), event("B")])
        #expect(state.quarantined.isEmpty)
        #expect(state.node == home)
        #expect(state.cluster.count == 32)
        await second.close()
    }

    @Test func laterCommitsReplaceAndRemove() async throws {
        let scratch = try Scratch()
        let database = try scratch.open()
        try await database.commit(Batch(records: [template("a"), template("b")], events: [event("A"), event("B")]))
        try await database.commit(Batch(records: [template("b", 5)], events: [event("A", count: 2)]))
        #expect(try await database.load().events == [event("A", count: 2), event("B")])
        try await database.commit(Batch(removed: [ResourceKey(.template, name: "a")]))
        let state = try await database.load()
        #expect(state.records == [template("b", 5)])
        #expect(state.events.isEmpty)
        await database.close()
    }

    @Test func messagesOfOneReasonAreKeptApart() async throws {
        let scratch = try Scratch()
        let database = try scratch.open()
        var other = event("A")
        (other.message, other.variant) = ("another", 1)
        try await database.commit(Batch(records: [template("a")], events: [event("A"), other]))
        other.count = 2
        try await database.commit(Batch(events: [other]))
        #expect(try await database.load().events == [event("A"), other])
        await database.close()
    }

    @Test func twoDatabasesAreTwoClusters() async throws {
        let (one, two) = (try Scratch(), try Scratch())
        let (first, second) = (try one.open(), try two.open())
        #expect(try await first.load().cluster != second.load().cluster)
        await first.close()
        await second.close()
    }

    @Test func thousandCommitsSurviveAReopen() async throws {
        let scratch = try Scratch()
        let database = try scratch.open()
        try await withThrowingTaskGroup(of: Void.self) { group in
            for number in 0..<1000 {
                group.addTask { try await database.commit(Batch(records: [template("t\(number)")])) }
            }
            try await group.waitForAll()
        }
        await database.close()
        let again = try scratch.open()
        #expect(try await again.load().records.count == 1000)
        await again.close()
    }

    /// What a killed server leaves: the log is not written back, the lock is gone with the process.
    @Test func commitsOutliveAServerThatNeverCloses() async throws {
        let scratch = try Scratch()
        let copy = try Scratch()
        let database = try scratch.open()
        try await database.commit(Batch(records: [fullSpace()]))
        for suffix in ["", "-wal"] {
            try FileManager.default.copyItem(atPath: scratch.path + suffix, toPath: copy.path + suffix)
        }
        await database.close()
        let revived = try copy.open()
        #expect(try await revived.load().records == [fullSpace()])
        await revived.close()
    }

    @Test func commitThatCannotBeEncodedHarmsNoOther() async throws {
        struct Picky: ByteSeal {
            struct Refused: Error {}
            func seal(_ bytes: [UInt8], _ use: StoredUse) throws -> [UInt8] {
                if String(decoding: bytes, as: UTF8.self).contains("Bad") { throw Refused() }
                return bytes
            }
            func open(_ bytes: [UInt8], _ use: StoredUse) throws -> [UInt8] { bytes }
            func isCurrent(_ bytes: [UInt8]) -> Bool { true }
            func open(earlier record: Record) throws -> Record { record }
        }
        let scratch = try Scratch()
        let database = try SQLiteDatabase.open(path: scratch.path, node: home, codec: StorageCodec(Picky()))
        let found = await failure {
            try await database.commit(Batch(records: [template("good")], events: [event("Good"), event("Bad")]))
        }
        #expect(found?.code == .databaseFailed)
        #expect(try await database.load().records.isEmpty)
        try await database.commit(Batch(records: [template("good")]))
        #expect(try await database.load().records == [template("good")])
        await database.close()
    }

    /// Another object under a key, and the end of one, leave nothing of the former entries.
    @Test func whatAnEntryEndsIsRemoved() async throws {
        let scratch = try Scratch()
        let database = try scratch.open()
        var space = fullSpace()
        try await database.commit(Batch(records: [space]))
        space.spec.value.uid = UID("ffffffffffffffffffffffffffffffff")
        (space.placement, space.status) = (nil, nil)
        let another = Batch(records: [space])
        try await database.commit(another)
        #expect(try await database.load().entries == another.entries)
        space.status = Register(
            Status(uid: space.uid, node: home, phase: .gone, observedRevision: space.revision), stamp: stamp(20))
        try await database.commit(Batch(records: [space]))
        let state = try await database.load()
        #expect(state.entries.map(\.stage) == [.gone])
        #expect(state.records == [space.stripped])
        await database.close()
    }

    /// Lanes, kinds and stages that nobody knows, and any bytes.
    @Test func entriesComeBackByteForByte() async throws {
        let scratch = try Scratch()
        let database = try scratch.open()
        let foreign = LaneEntry(
            key: EntryKey(kind: "gateway", name: "a/b c"), lane: LaneName(rawValue: "caf\u{E9}"),
            object: ObjectID(created: Stamp(ticks: .max, node: NodeID("caf\u{E9}")), uid: UID("not hex")),
            stage: ObjectStage(rawValue: 200), epoch: .max, stamp: Stamp(ticks: .max - 1, node: NodeID("")),
            base: Stamp(ticks: 0, node: NodeID("b")), origin: Origin(node: NodeID("c"), incarnation: .max),
            sequence: VersionVector.greatest, proof: [0, 255], value: [0, 1, 254, 255])
        var twin = foreign
        twin.lane = LaneName(rawValue: "cafe\u{301}")
        twin.stage = .live
        twin.base = nil
        var covered = VersionVector()
        covered.cover(foreign.origin, to: VersionVector.greatest)
        try await database.commit(Batch(entries: [foreign, twin], covered: covered))
        let state = try await database.load()
        #expect(Set(state.entries) == [foreign, twin])
        #expect(state.covered == covered && state.quarantined.isEmpty && state.records.isEmpty)
        try await database.commit(Batch(records: [template("a")]))
        #expect(try await database.load().covered == covered)
        await database.close()
    }

    @Test func fullDiskLeavesNothingOfABatch() async throws {
        let scratch = try Scratch()
        let database = try scratch.open(pageLimit: 40)
        try await database.commit(Batch(records: [template("small")]))
        let text = String(repeating: "x", count: 30_000)
        let large = (0..<20).map { template("large\($0)", fields: ["description": .string(text)]) }
        let found = await failure { try await database.commit(Batch(records: [template("first")] + large)) }
        #expect(found?.code == .outOfDisk)
        #expect(found?.isRetryable == true)
        #expect(try await database.load().records == [template("small")])
        try await database.commit(Batch(records: [template("small", 2)]))
        await database.close()
        let again = try scratch.open()
        #expect(try await again.load().records == [template("small", 2)])
        await again.close()
    }

    /// Commits that share a transaction with one that fails get an answer of their own.
    @Test func commitsBesideAFailingOneSucceed() async throws {
        let scratch = try Scratch()
        let database = try scratch.open(pageLimit: 60)
        let text = String(repeating: "x", count: 600_000)
        let outcomes = await withTaskGroup(of: (String, Failure?).self) { group in
            for number in 0..<50 {
                let name = number == 25 ? "large" : "small\(number)"
                let fields: FieldMap = number == 25 ? ["description": .string(text)] : [:]
                group.addTask {
                    (
                        name,
                        await failure { try await database.commit(Batch(records: [template(name, fields: fields)])) }
                    )
                }
            }
            return await group.reduce(into: [:]) { $0[$1.0] = $1.1 }
        }
        #expect(outcomes.keys.sorted() == ["large"])
        #expect(outcomes["large"]?.code == .outOfDisk)
        #expect(try await database.load().records.count == 49)
        await database.close()
    }

    @Test func closedDatabaseRefuses() async throws {
        let scratch = try Scratch()
        let database = try scratch.open()
        await database.close()
        await database.close()
        #expect(await failure { try await database.commit(Batch(records: [template("a")])) }?.code == .databaseFailed)
        #expect(await failure { _ = try await database.load() }?.message.contains("closed") == true)
    }

    @Test func compactGivesSpaceBack() async throws {
        let scratch = try Scratch()
        let database = try scratch.open()
        let text = String(repeating: "x", count: 200_000)
        let keys = (0..<10).map { ResourceKey(.template, name: "t\($0)") }
        try await database.commit(
            Batch(records: keys.map { template($0.name, fields: ["description": .string(text)]) }))
        try await database.commit(Batch(removed: Array(keys.dropFirst()), events: [event("Gone", of: keys[3])]))
        try await database.compact()
        let state = try await database.load()
        #expect(state.records.map(\.key) == [keys[0]])
        #expect(state.events.isEmpty)
        let size = try FileManager.default.attributesOfItem(atPath: scratch.path)[.size] as? Int
        #expect((size ?? .max) < 500_000)
        await database.close()
    }
}
