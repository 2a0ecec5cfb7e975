import Foundation
import KnotDatabase
import KnotEngine
import KnotModel
import KnotPlan
import KnotServer
import KnotStore
import Testing

/// What the server keeps on its disk, read as bytes.
@Suite("Sealed files")
struct SealedFilesTests {
    private static let key = "0123456789abcdef0123456789abcdef"
    private static let secret = "hunter2-Tr0ub4dor"

    private let folder = FileManager.default.temporaryDirectory.appending(path: "sealed-\(UUID().uuidString)").path

    private func codec(_ key: String?) throws -> StorageCodec { StorageCodec(try SealedBytes(key: key)) }

    private func replica(_ codec: StorageCodec, _ entries: LaneTable = LaneTable()) -> Replica {
        StoredState(cluster: "", node: NodeID("n")).replica(
            of: entries, as: Origin(node: NodeID("n"), incarnation: 1), codec: codec, changeCapacity: 1)
    }

    private func open(_ key: String?) throws -> SQLiteDatabase {
        try SQLiteDatabase.open(
            path: folder + "/knot.db", identity: .random(), codec: try codec(key))
    }

    private func batch(_ name: String, _ key: String?) throws -> Batch {
        let variable = ResourceKey(.variable, name: name)
        let lane = SpecLane(
            uid: UID("0"), fields: ["value": .string(Self.secret), "protected": true], owner: .user("a"),
            createdAt: WallTime(milliseconds: 1))
        let event = Event(
            key: variable, severity: .warning, reason: "X", message: Self.secret, first: WallTime(milliseconds: 1),
            last: WallTime(milliseconds: 1), node: NodeID("n"))
        let record = Record(key: variable, spec: Register(lane, stamp: Stamp(ticks: 1, node: NodeID("n"))))
        let staged = try #require(try replica(try codec(key)).prepare([record]))
        var batch = staged.batch
        batch.events = [event]
        return batch
    }

    /// The files below the folder in which the text stands.
    private func files(with text: String) -> [String] {
        let names = FileManager.default.enumerator(atPath: folder)?.compactMap { $0 as? String } ?? []
        return names.filter {
            FileManager.default.contents(atPath: folder + "/" + $0)?.range(of: Data(text.utf8)) != nil
        }
    }

    @Test("of a database with a key nothing can be read")
    func database() async throws {
        defer { try? FileManager.default.removeItem(atPath: folder) }
        let database = try open(Self.key)
        try await database.commit(try batch("a", Self.key))
        #expect(files(with: Self.secret).isEmpty)
        let (state, entries) = try await database.load(into: LaneTable())
        let replica = replica(try codec(Self.key), entries)
        #expect(replica.store.records(of: .variable).first?.spec.value.fields["value"] == .string(Self.secret))
        #expect(state.events.first?.message == Self.secret)
        #expect(state.labelKey.count == 32)
        await database.close()
    }

    @Test("a database that got its key late keeps nothing of the time before")
    func late() async throws {
        defer { try? FileManager.default.removeItem(atPath: folder) }
        let before = try open(nil)
        for number in 0..<50 { try await before.commit(try batch("a\(number)", nil)) }
        let labelKey = try await before.load(into: LaneTable()).state.labelKey
        #expect(!files(with: Self.secret).isEmpty)
        await before.close()
        let after = try open(Self.key)
        let (state, entries) = try await after.load(into: LaneTable())
        #expect(state.events.count == 50 && state.quarantined.isEmpty)
        #expect(replica(try codec(Self.key), entries).store.count(of: .variable) == 50)
        #expect(state.labelKey == labelKey, "what runs is compared as before")
        #expect(files(with: Self.secret).isEmpty, "\(files(with: Self.secret))")
        await after.close()
        #expect(files(with: Self.secret).isEmpty)
    }

    @Test("with another key nothing is read, lost or overwritten")
    func other() async throws {
        defer { try? FileManager.default.removeItem(atPath: folder) }
        let first = try open(Self.key)
        try await first.commit(try batch("a", Self.key))
        let labelKey = try await first.load(into: LaneTable()).state.labelKey
        await first.close()
        for key in [nil, "ffffffffffffffffffffffffffffffff"] {
            let other = try open(key)
            let (state, entries) = try await other.load(into: LaneTable())
            let replica = replica(try codec(key), entries)
            #expect(replica.store.all.isEmpty && state.quarantined.map(\.key) == ["event of variable/a"])
            let failure = replica.unreadable[ResourceKey(.variable, name: "a")]
            #expect(failure?.cause?.contains("server.encrypt") == true)
            #expect(state.labelKey.isEmpty)
            await other.close()
        }
        let again = try open(Self.key)
        let (state, entries) = try await again.load(into: LaneTable())
        #expect(replica(try codec(Self.key), entries).store.all.count == 1 && state.labelKey == labelKey)
        await again.close()
    }

    @Test("kept outputs of scripts and the registry of directories cannot be read either")
    func files() async throws {
        defer { try? FileManager.default.removeItem(atPath: folder) }
        let seal = try StorageSeal(key: Self.key)
        let uid = UID("0123456789abcdef0123456789abcdef")
        let outputs = HookOutputs(directory: folder + "/hooks", seal: seal)
        outputs.write(Array(Self.secret.utf8), of: uid, .startup)
        #expect(outputs.read(uid, .startup) == Array(Self.secret.utf8))

        let ownership = Ownership(
            cluster: "c", key: ResourceKey(.space, owner: "a", name: "web"), uid: uid, epoch: 1,
            revision: Stamp(ticks: 1, node: NodeID("n")))
        let path = folder + "/made/\(Self.secret)"
        let registry = DirectoryRegistry(folder: folder + "/directories", seal: seal)
        try await registry.make(path, for: ownership, rule: nil)
        #expect(files(with: Self.secret).isEmpty)
        let again = DirectoryRegistry(folder: folder + "/directories", seal: seal)
        #expect(try await again.directories(of: ownership.key, for: Tenant(cluster: "c")).map(\.path) == [path])
    }

    @Test("an output written before there was a key is read")
    func plainOutput() throws {
        defer { try? FileManager.default.removeItem(atPath: folder) }
        let uid = UID("0123456789abcdef0123456789abcdef")
        HookOutputs(directory: folder).write(Array("old".utf8), of: uid, .startup)
        let outputs = HookOutputs(directory: folder, seal: try StorageSeal(key: Self.key))
        #expect(outputs.read(uid, .startup) == Array("old".utf8))
    }
}
