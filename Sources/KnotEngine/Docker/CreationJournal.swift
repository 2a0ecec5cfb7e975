import Foundation
import KnotModel
import Synchronization

/// The containers that a server asked Podman to make and was given no answer about.
///
/// It outlives the server and a power cut: one small file for each, on the disk before Podman is asked and removed with
/// its answer. Where that cannot be written the journal holds as long as the server runs, and nobody waits for it.
package final class CreationJournal: Sendable {
    /// One such call.
    package struct Creation: Sendable, Hashable, Codable {
        /// The engine's address.
        package var engine: String
        /// The container's name.
        package var name: String
        package var startedAt: WallTime

        package init(engine: String, name: String, startedAt: WallTime) {
            self.engine = engine
            self.name = name
            self.startedAt = startedAt
        }
    }

    /// Tells one call from another.
    package struct ID: Sendable, Hashable {
        var text: String
    }

    private struct Entries {
        var all: [ID: Creation] = [:]
        /// What an answer may still come to.
        var underWay: Set<ID> = []
        var areRead = false
        /// When what a call left was first seen: by the call and the storage's id, empty for none.
        var seen: [ID: [String: ContinuousClock.Instant]] = [:]
    }

    private let folder: String?
    private let seal: FileSeal
    private let disk = DiskQueue(label: "knot.creations")
    private let entries = Mutex(Entries())

    /// - Parameters:
    ///   - folder: Where the entries are, made when the first one is written; `nil` keeps them in memory only.
    ///   - seal: How they are sealed.
    package init(folder: String?, seal: FileSeal = .none) {
        self.folder = folder
        self.seal = seal
    }

    /// Remembers a call that is about to be made.
    package func begin(_ creation: Creation) async -> ID {
        let id = ID(text: String(UInt64.random(in: .min ... .max), radix: 16))
        entries.withLock {
            $0.all[id] = creation
            $0.underWay.insert(id)
        }
        try? await onDisk { [seal] folder throws(Failure) in
            guard let bytes = try? seal.seal(Array(JSONEncoder().encode(creation))) else { return }
            try? FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
            try HostFile.replace(Self.file(id, in: folder), with: Data(bytes))
        }
        return id
    }

    /// The call was answered, or what it left behind is gone.
    package func end(_ id: ID) async {
        entries.withLock {
            $0.all[id] = nil
            $0.seen[id] = nil
            $0.underWay.remove(id)
        }
        try? await onDisk { folder in try? FileManager.default.removeItem(atPath: Self.file(id, in: folder)) }
    }

    /// No answer will come.
    package func abandon(_ id: ID) { entries.withLock { _ = $0.underWay.remove(id) } }

    /// The calls to an engine that no answer will come to.
    package func unanswered(by engine: String) async -> [ID: Creation] {
        await read()
        return entries.withLock { entries in
            entries.all.filter { $0.value.engine == engine && !entries.underWay.contains($0.key) }
        }
    }

    /// For how long it has been seen that a call left `storage`, or nothing (`nil`), by a clock that does not jump. Begins
    /// anew with the server.
    func age(of id: ID, leaving storage: String?, at now: ContinuousClock.Instant = .now) -> Duration {
        entries.withLock { entries in
            let first = entries.seen[id]?[storage ?? ""] ?? now
            entries.seen[id, default: [:]][storage ?? ""] = first
            return now - first
        }
    }

    /// Takes in what an earlier run of the server left, once.
    private func read() async {
        guard entries.withLock({ !$0.areRead }) else { return }
        try? await onDisk { folder in
            let names = (try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []
            for name in names where name.hasSuffix(Self.ending) {
                guard let data = FileManager.default.contents(atPath: folder + "/" + name),
                    let open = try? self.seal.open(Array(data)),
                    let creation = try? JSONDecoder().decode(Creation.self, from: Data(open))
                else { continue }
                let id = ID(text: String(name.dropLast(Self.ending.count)))
                self.entries.withLock { entries in if !entries.areRead { entries.all[id] = creation } }
            }
        }
        entries.withLock { $0.areRead = true }
    }

    private func onDisk(_ work: @escaping @Sendable (_ folder: String) throws(Failure) -> Void) async throws(Failure) {
        guard let folder else { return }
        try await disk.run { () throws(Failure) in try work(folder) }
    }

    private static let ending = ".json"

    private static func file(_ id: ID, in folder: String) -> String { folder + "/" + id.text + ending }
}
