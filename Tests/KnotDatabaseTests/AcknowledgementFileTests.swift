import Foundation
import GRDB
import KnotDatabase
import KnotModel
import KnotStore
import Testing

/// The file that shows the loss of writes is itself lost, or in disorder.
@Suite struct AcknowledgementFileTests {
    private func acknowledged(_ scratch: Scratch) -> String { scratch.path + ".acknowledged" }

    private func isWhole(_ scratch: Scratch) throws -> Bool {
        let text = try String(contentsOf: URL(fileURLWithPath: acknowledged(scratch)), encoding: .utf8)
        return text.utf8.count == 128 && text.contains("whole")
    }

    private func notes(_ scratch: Scratch) throws -> [String] {
        try SQLiteDatabase.inspect(path: scratch.path, codec: StorageCodec()).notes
    }

    @Test(arguments: ["missing", "empty", "garbage"])
    func oneThatIsLostIsToldAndMadeAnew(deed: String) async throws {
        let scratch = try Scratch()
        var database = try scratch.open()
        #expect(try await database.load().notes == [], "a new database never had one")
        try await database.commit(Batch(records: [template("a")]))
        await database.close()
        #expect(try notes(scratch) == [])
        let url = URL(fileURLWithPath: acknowledged(scratch))
        switch deed {
        case "missing": try FileManager.default.removeItem(at: url)
        case "empty": try Data().write(to: url)
        default: try Data(repeating: 0, count: 128).write(to: url)
        }
        #expect(try notes(scratch).count == 1)
        database = try scratch.open()
        let state = try await database.load()
        #expect(state.notes.count == 1)
        #expect(state.notes.first?.hasPrefix("\(acknowledged(scratch)) is missing, cannot be read") == true)
        #expect(state.failure == nil && state.lost == nil, "nothing is held back")
        #expect(try isWhole(scratch))
        try await database.commit(Batch(records: [template("b")]))
        await database.close()
        database = try scratch.open()
        #expect(try await database.load().notes == [])
        await database.close()
    }

    @Test func oneThatIsRemovedWhileTheServerRunsIsMadeAnew() async throws {
        let scratch = try Scratch()
        let database = try scratch.open()
        try await database.commit(Batch(records: [template("a")]))
        try FileManager.default.removeItem(atPath: acknowledged(scratch))
        try await database.commit(Batch(records: [template("b")]))
        #expect(try isWhole(scratch))
        await database.close()
        #expect(try notes(scratch) == [])
    }

    @Test func aDirectoryInItsWayIsTold() async throws {
        let scratch = try Scratch()
        var database = try scratch.open()
        try await database.commit(Batch(records: [template("a")]))
        await database.close()
        try FileManager.default.removeItem(atPath: acknowledged(scratch))
        try FileManager.default.createDirectory(atPath: acknowledged(scratch), withIntermediateDirectories: false)
        #expect(try notes(scratch).count == 1)
        database = try scratch.open()
        let state = try await database.load()
        #expect(state.notes.count == 2)
        #expect(state.notes.last?.contains("cannot be written") == true)
        #expect(state.failure == nil)
        try await database.commit(Batch(records: [template("b")]))
        try FileManager.default.removeItem(atPath: acknowledged(scratch))
        try await database.commit(Batch(records: [template("c")]))
        #expect(try isWhole(scratch))
        await database.close()
    }

    @Test func theDatabaseOfAnEarlierVersionHasNone() async throws {
        let scratch = try Scratch()
        var database = try scratch.open()
        try await database.commit(Batch(records: [template("a")]))
        await database.close()
        try FileManager.default.removeItem(atPath: acknowledged(scratch))
        let queue = try DatabaseQueue(path: scratch.path)
        try await queue.writeWithoutTransaction { db in
            try db.execute(sql: "DELETE FROM meta WHERE key = 'sequence'")
        }
        try queue.close()
        #expect(try notes(scratch) == [])
        database = try scratch.open()
        #expect(try await database.load().notes == [])
        #expect(try isWhole(scratch))
        await database.close()
    }
}
