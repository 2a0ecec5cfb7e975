import Foundation
import KnotDatabase
import KnotModel
import KnotStore
import Testing

@Suite struct SQLiteDatabaseTests {
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
        let database = try SQLiteDatabase.open(path: scratch.path, identity: .new(), codec: StorageCodec(Picky()))
        let found = await failure {
            try await database.commit(Batch(records: [template("good")], events: [event("Good"), event("Bad")]))
        }
        #expect(found?.code == .databaseFailed)
        #expect(try await database.load().records.isEmpty)
        try await database.commit(Batch(records: [template("good")]))
        #expect(try await database.load().records == [template("good")])
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
