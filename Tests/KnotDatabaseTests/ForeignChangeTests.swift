import Foundation
import GRDB
import KnotDatabase
import KnotModel
import KnotStore
import Testing

/// Other programs at the files of an open database.
@Suite struct ForeignChangeTests {
    /// The files as a killed server leaves them.
    private func crashed(_ scratch: Scratch) throws -> Scratch {
        let copy = try Scratch()
        for suffix in ["", "-wal", ".acknowledged"] where FileManager.default.fileExists(atPath: scratch.path + suffix)
        {
            try FileManager.default.copyItem(atPath: scratch.path + suffix, toPath: copy.path + suffix)
        }
        return copy
    }

    /// Longer than the system takes to give the next write another time.
    private func pause() async throws { try await Task.sleep(for: .milliseconds(30)) }

    private func size(_ path: String) throws -> Int {
        try FileManager.default.attributesOfItem(atPath: path)[.size] as? Int ?? 0
    }

    /// Writes over a file without making another one, as `cp` does.
    private func overwrite(_ path: String, with bytes: Data) throws {
        let handle = try FileHandle(forWritingTo: URL(fileURLWithPath: path))
        try handle.write(contentsOf: bytes)
        try handle.truncate(atOffset: UInt64(bytes.count))
        try handle.close()
    }

    private func truncate(_ path: String, to size: Int) throws {
        let handle = try FileHandle(forWritingTo: URL(fileURLWithPath: path))
        try handle.truncate(atOffset: UInt64(size))
        try handle.close()
    }

    private func expectRefused(_ database: SQLiteDatabase, _ path: String) async {
        let found = await failure { try await database.commit(Batch(records: [template("late", 99)])) }
        #expect(found?.code == .databaseFailed)
        #expect(found?.message.contains("another program has changed \(path) while") == true, "\(found?.message ?? "")")
        #expect(await database.check() == found)
        #expect(await failure { try await database.checkWrite() } == found)
        #expect(await failure { try await database.compact() } == found)
        #expect(await failure { try await database.accept() } == found)
    }

    /// After a start with these files it is known that they are not what was acknowledged.
    private func expectFoundOut(_ scratch: Scratch) async throws {
        let database: SQLiteDatabase
        do {
            database = try scratch.open()
        } catch {
            #expect((error as? Failure)?.code == .databaseFailed, "\(error)")
            return
        }
        let state = try await database.load()
        #expect(state.lost != nil || state.failure != nil)
        await database.close()
    }

    @Test func anOlderCopyWrittenOverTheFileIsFoundOut() async throws {
        let scratch = try Scratch()
        var database = try scratch.open()
        try await database.commit(Batch(records: [template("a")]))
        await database.close()
        let older = try Data(contentsOf: URL(fileURLWithPath: scratch.path))
        database = try scratch.open()
        try await database.commit(Batch(records: (0..<50).map { template("b\($0)") }))
        await database.close()
        // The log is written back: all is in the file.
        database = try scratch.open()
        try await database.commit(Batch(records: [template("c")]))
        let newer = try Data(contentsOf: URL(fileURLWithPath: scratch.path))
        #expect(newer != older)
        try await pause()
        try overwrite(scratch.path, with: older)
        await expectRefused(database, scratch.path)
        // Nobody knows what else has happened to it.
        try overwrite(scratch.path, with: newer)
        await expectRefused(database, scratch.path)
        try overwrite(scratch.path, with: older)

        let log = try Data(contentsOf: URL(fileURLWithPath: scratch.path + "-wal"))
        await database.close()
        #expect(try Data(contentsOf: URL(fileURLWithPath: scratch.path)) == older, "closing writes nothing")
        #expect(try Data(contentsOf: URL(fileURLWithPath: scratch.path + "-wal")) == log)
        try await expectFoundOut(try crashed(scratch))
    }

    @Test(arguments: ["", "-wal"], [0, 2])
    func aFileThatIsCutIsFoundOut(suffix: String, divisor: Int) async throws {
        let scratch = try Scratch()
        let database = try scratch.open()
        for number in 0..<8 { try await database.commit(Batch(records: [template("t\(number)")])) }
        try await pause()
        let path = scratch.path + suffix
        let before = try size(path)
        try truncate(path, to: divisor == 0 ? 0 : before / divisor)
        await expectRefused(database, path)
        #expect(try size(path) < before, "nothing is written to it")
        let copy = try crashed(scratch)
        await database.close()
        try await expectFoundOut(copy)
        try await expectFoundOut(try crashed(scratch))
    }

    @Test func aForeignWriteIsFoundOut() async throws {
        let scratch = try Scratch()
        let database = try scratch.open()
        try await database.commit(Batch(records: [template("a"), template("b")]))
        try await pause()
        let other = try DatabaseQueue(path: scratch.path)
        try await other.writeWithoutTransaction { db in try db.execute(sql: "DELETE FROM entry") }
        try other.close()
        await expectRefused(database, scratch.path + "-wal")
        await database.close()
    }

    @Test func readersDisturbNobody() async throws {
        let scratch = try Scratch()
        let database = try scratch.open()
        let target = try Scratch()
        for round in 0..<4 {
            try await database.commit(Batch(records: [template("t\(round)")]))
            try await pause()
            for isReadOnly in [true, false] {
                var configuration = GRDB.Configuration()
                configuration.readonly = isReadOnly
                let reader = try DatabaseQueue(path: scratch.path, configuration: configuration)
                let count = try await reader.read { db in try Int.fetchOne(db, sql: "SELECT COUNT(*) FROM entry") }
                #expect(count == round + 1)
                let backup = try DatabaseQueue(path: target.directory + "/\(round)-\(isReadOnly).db")
                try reader.backup(to: backup)
                try backup.close()
                try reader.close()
                #expect(await database.check() == nil)
            }
            let found = try SQLiteDatabase.inspect(path: scratch.path, codec: StorageCodec())
            #expect(found.problems.isEmpty)
            #expect(found.notes.isEmpty)
            #expect(await database.check() == nil)
            if round == 2 { try await database.compact() }
        }
        try await database.commit(Batch(records: [template("last")]))
        await database.close()
    }

    /// Commits, checkpoints and compactions of its own, with somebody who asks all the while.
    @Test func ownWritesAreNoForeignChange() async throws {
        let scratch = try Scratch()
        let database = try scratch.open()
        let before = try size(scratch.path)
        let text = String(repeating: "x", count: 2000)
        try await withThrowingTaskGroup(of: Void.self) { group in
            for writer in 0..<4 {
                group.addTask {
                    for number in 0..<500 {
                        let record = template("t\(writer)-\(number)", fields: ["description": .string(text)])
                        try await database.commit(Batch(records: [record]))
                        if number % 100 == 50 { try await database.checkWrite() }
                        if writer == 0, number == 250 { try await database.compact() }
                    }
                }
            }
            group.addTask {
                for _ in 0..<2000 {
                    #expect(await database.check() == nil)
                    await Task.yield()
                }
            }
            try await group.waitForAll()
        }
        #expect(await database.check() == nil)
        #expect(try size(scratch.path) > before, "the log was written back meanwhile")
        #expect(try size(scratch.path + "-wal") < 16 << 20)
        await database.close()
        let again = try scratch.open()
        let state = try await again.load()
        #expect(state.records.count == 2000)
        #expect(state.lost == nil && state.failure == nil && state.notes.isEmpty)
        await again.close()
    }

    /// The bound of the log, without a compaction.
    @Test func theLogIsWrittenBack() async throws {
        let scratch = try Scratch()
        let database = try scratch.open()
        let text = String(repeating: "x", count: 100_000)
        for number in 0..<300 {
            let record = template("same", UInt64(number) + 1, fields: ["description": .string(text)])
            try await database.commit(Batch(records: [record]))
        }
        #expect(try size(scratch.path + "-wal") < 16 << 20)
        #expect(await database.check() == nil)
        await database.close()
    }
}
