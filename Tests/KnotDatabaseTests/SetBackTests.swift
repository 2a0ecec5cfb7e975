import Foundation
import KnotDatabase
import KnotModel
import KnotStore
import Testing

/// A file that is not the one that was written last.
@Suite struct SetBackTests {
    private func copy(_ from: String, to: String) throws {
        for suffix in ["", "-wal", "-shm"] {
            try? FileManager.default.removeItem(atPath: to + suffix)
            if FileManager.default.fileExists(atPath: from + suffix) {
                try FileManager.default.copyItem(atPath: from + suffix, toPath: to + suffix)
            }
        }
    }

    /// A database with one template, and a copy of it.
    private func backedUp() async throws -> (scratch: Scratch, backup: Scratch) {
        let (scratch, backup) = (try Scratch(), try Scratch())
        let database = try scratch.open()
        try await database.commit(Batch(records: [template("a", 10)]))
        await database.close()
        try copy(scratch.path, to: backup.path)
        return (scratch, backup)
    }

    @Test func anOlderFilePutInPlaceIsFoundOutUntilItIsAccepted() async throws {
        let (scratch, backup) = try await backedUp()
        var database = try scratch.open()
        #expect(try await database.load().lost == nil)
        try await database.commit(Batch(records: [template("b", 20)]))
        await database.close()

        try copy(backup.path, to: scratch.path)
        for round in 0..<2 {
            database = try scratch.open()
            let state = try await database.load()
            #expect(state.lost?.since == stamp(10), "round \(round)")
            #expect(state.failure == nil)
            // What is written since does not make it a whole one.
            try await database.commit(Batch(records: [template("c", 30 + UInt64(round))]))
            await database.close()
        }
        database = try scratch.open()
        try await database.accept()
        #expect(try await database.load().lost == nil)
        await database.close()
        database = try scratch.open()
        #expect(try await database.load().lost == nil)
        await database.close()

        // The lost line of it is no better than before.
        try copy(backup.path, to: scratch.path)
        database = try scratch.open()
        #expect(try await database.load().lost != nil)
        await database.close()
    }

    /// It is the same database, of whichever cluster.
    @Test func oneThatWasOfAnotherClusterThenIsFoundOutToo() async throws {
        let (scratch, backup) = try await backedUp()
        var database = try scratch.open()
        try await database.change(cluster: "next")
        try await database.commit(Batch(records: [template("b", 20)]))
        await database.close()
        try copy(backup.path, to: scratch.path)
        database = try scratch.open()
        #expect(try await database.load().lost?.since == stamp(10))
        await database.close()
    }

    @Test func aSpanThatTheNodeSawIsKept() async throws {
        let scratch = try Scratch()
        var database = try scratch.open()
        var batch = Batch(records: [template("a", 10)])
        batch.lost = LostSpan(since: stamp(10), until: 99)
        batch.adopted = [Adoption(key: fullSpace().key, cluster: "other")]
        try await database.commit(batch)
        await database.close()
        database = try scratch.open()
        let state = try await database.load()
        #expect(state.lost == batch.lost)
        #expect(state.adopted == batch.adopted)
        await database.close()
    }

    /// A killed server leaves its log; then the log's end is damaged, so that acknowledged commits are gone.
    @Test func aTornLogIsFoundOutAndNothingIsWritten() async throws {
        let (scratch, crashed) = (try Scratch(), try Scratch())
        let running = try scratch.open()
        for number in 0..<5 { try await running.commit(Batch(records: [template("t\(number)", UInt64(number) + 1)])) }
        try copy(scratch.path, to: crashed.path)
        try FileManager.default.copyItem(
            atPath: scratch.path + ".acknowledged", toPath: crashed.path + ".acknowledged")
        await running.close()

        let log = URL(fileURLWithPath: crashed.path + "-wal")
        var bytes = try Data(contentsOf: log)
        bytes[bytes.count - 5_000] ^= 0xFF
        try bytes.write(to: log)
        for _ in 0..<2 {
            let database = try crashed.open()
            let state = try await database.load()
            #expect(state.records.count < 5)
            #expect(state.failure?.message.contains("has lost its end") == true)
            let found = await failure { try await database.commit(Batch(records: [template("x", 50)])) }
            #expect(found?.code == .databaseFailed)
            #expect(await database.check() != nil)
            await database.close()
        }
        #expect(try Data(contentsOf: URL(fileURLWithPath: crashed.path + "-wal.torn")) == bytes)

        var database = try crashed.open()
        try await database.accept()
        try await database.commit(Batch(records: [template("x", 50)]))
        await database.close()
        database = try crashed.open()
        #expect(try await database.load().failure == nil)
        #expect(try await database.load().records.contains(template("x", 50)))
        await database.close()
    }

    @Test func aServerThatWasKilledHasLostNothing() async throws {
        let (scratch, crashed) = (try Scratch(), try Scratch())
        let running = try scratch.open()
        for number in 0..<5 { try await running.commit(Batch(records: [template("t\(number)", UInt64(number) + 1)])) }
        try copy(scratch.path, to: crashed.path)
        try FileManager.default.copyItem(
            atPath: scratch.path + ".acknowledged", toPath: crashed.path + ".acknowledged")
        await running.close()
        let database = try crashed.open()
        let state = try await database.load()
        #expect(state.records.count == 5)
        #expect(state.failure == nil && state.lost == nil)
        await database.close()
    }

    @Test(arguments: ["", "-wal"], ["removed", "replaced"])
    func nothingIsAcknowledgedIntoAFileThatWasTakenAway(suffix: String, deed: String) async throws {
        let scratch = try Scratch()
        let database = try scratch.open()
        try await database.commit(Batch(records: [template("a")]))
        let path = scratch.path + suffix
        try FileManager.default.moveItem(atPath: path, toPath: scratch.path + ".away")
        if deed == "replaced" { try FileManager.default.copyItem(atPath: scratch.path + ".away", toPath: path) }
        let found = await failure { try await database.commit(Batch(records: [template("b")])) }
        #expect(found?.code == .databaseFailed)
        #expect(found?.message.contains("was removed or replaced") == true)
        #expect(await database.check() != nil)
        #expect(try await database.load().records == [template("a")], "reads go on")
        // The very file is put back.
        try? FileManager.default.removeItem(atPath: path)
        try FileManager.default.moveItem(atPath: scratch.path + ".away", toPath: path)
        #expect(await database.check() == nil)
        try await database.commit(Batch(records: [template("b")]))
        await database.close()
        let again = try scratch.open()
        #expect(try await again.load().records == [template("a"), template("b")])
        await again.close()
    }
}
