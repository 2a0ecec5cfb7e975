import Foundation
import KnotModel
import KnotPlan
import Synchronization

/// Keeps what containers mount of the node from being exchanged between the moment it is judged and the moment an engine
/// mounts it.
///
/// A path of the node is resolved and judged, opened without following a link, and what was opened is mounted at a place
/// of knot's own. The engine is given that place. Whatever a space does to the path afterwards, the engine mounts what was
/// judged, at every start, also at one by hand and at the engine's own; and where the place is not mounted, nothing.
///
/// A pin is made anew at each start by knot, and goes with its container. One file for each container tells which paths
/// its places stand for, so that a restart of the server or of the machine loses nothing.
package final class PinnedMounts: Sendable {
    let place: MountPlace
    /// What spaces may mount now; `nil` is anything.
    let policy: HostPathRule?
    private let records: String
    private let seal: FileSeal
    private let disk = DiskQueue(label: "knot.mounts")
    /// The records by token; `nil` until they are read.
    private let cache = Mutex<[String: PinRecord]?>(nil)
    /// When a record was first found without its container, by token.
    private let seen = Mutex<[String: ContinuousClock.Instant]>([:])
    /// Starts of what was made without pins, and creations under way: the two exclude one another.
    private let turns = Mutex((bare: 0, creations: 0))

    /// - Parameters:
    ///   - folder: Where paths are mounted: absolute, without links, and in a directory that only root writes.
    ///   - records: Where the files are; made when the first one is written.
    ///   - policy: What spaces may mount.
    ///   - seal: How the files are sealed.
    package init(folder: String, records: String, policy: HostPathRule?, seal: FileSeal = .none) {
        self.seal = seal
        self.policy = policy
        place = MountPlace(folder: folder, source: "knot:\(records)")
        self.records = records
    }

    /// One path of a container: what was opened of it, and where it is pinned.
    package struct Pinned: Sendable, Hashable {
        /// What the engine is given.
        package var place: String
        package var destination: String
        package var identity: DirectoryIdentity
    }

    /// The pins of one container that is about to be made.
    package struct Creation: Sendable, Hashable {
        package var token: String
        package var pinned: [Pinned]
    }

    /// Pins the paths of a container before it is made.
    ///
    /// - Parameter paths: path of the node, and destination in the container.
    /// - Throws: `refusedByPolicy` when a path leads where it may not, `directoryFailed` when it cannot be mounted.
    func pin(
        _ paths: [(path: String, destination: String)], for name: String, of engine: EngineEndpoint,
        rule: HostPathRule?,
        at now: WallTime
    ) async throws(Failure) -> Creation {
        let token = Self.hex(UInt64.random(in: .min ... .max))
        let record = PinRecord(
            token: token, engine: engine.description, name: name, container: nil, madeAt: now,
            rule: rule.map { .init(allowed: $0.allowed, allowsEngineSockets: $0.allowsEngineSockets) },
            pins: paths.map { .init(path: $0.path, resolved: $0.path, destination: $0.destination) })
        try await disk.run { () throws(Failure) in try self.write(record) }
        do throws(Failure) {
            return Creation(token: token, pinned: try await pin(record, socket: engine.socketPath, name))
        } catch {
            await release(token)
            throw error
        }
    }

    /// Pins the paths of a container again, as they are now; `nil` when nothing is known of it.
    func pinAgain(
        _ token: String, container: String, socket: String?, subject: String
    ) async throws(Failure) -> [Pinned]? {
        let found = try await disk.run { () throws(Failure) in
            guard var record = try self.known()[token] else { return PinRecord?.none }
            if record.container != container {
                record.container = container
                try self.write(record)
            }
            return record
        }
        guard let found else { return nil }
        return try await pin(found, socket: socket, subject)
    }

    private func pin(
        _ record: PinRecord, socket: String?, _ subject: String
    ) async throws(Failure) -> [Pinned] {
        var record = record
        let known = record
        var pinned: [Pinned] = []
        let resolver = HostPathResolver(engineSocket: socket)
        for index in record.pins.indices {
            let pin = record.pins[index]
            let name = record.place(index)
            let rule = record.hostPaths
            let (resolved, identity) = try await patiently { () async throws(Failure) in
                try await self.disk.run { () throws(Failure) in
                    let resolved = try resolver.resolve(
                        pin.path, for: subject, field: "container.volumes", rule: rule)
                    let held = try Self.open(resolved, pin.path, subject)
                    do throws(MountPlace.Refusal) {
                        try self.place.prepare()
                        try self.place.attach(held, from: resolved, as: name)
                    } catch { throw Self.unmountable(pin.path, subject, error) }
                    return (resolved, held.identity)
                }
            }
            record.pins[index].resolved = resolved
            pinned.append(
                Pinned(place: place.path(name), destination: pin.destination, identity: identity))
        }
        let changed = record
        if changed != known { try await disk.run { () throws(Failure) in try self.write(changed) } }
        return pinned
    }

    /// How often a path is looked at again that leads where it may not: somebody may be exchanging it right now, and not
    /// for that is a space kept from starting.
    private static let patience = 25

    private func patiently<Result>(
        _ work: () async throws(Failure) -> Result
    ) async throws(Failure) -> Result {
        for _ in 0..<Self.patience {
            do throws(Failure) { return try await work() } catch {
                guard error.code == .refusedByPolicy else { throw error }
            }
            try? await Task.sleep(for: .microseconds(Int.random(in: 1_000...8_000)))
        }
        return try await work()
    }

    /// Opens what is at a path that was judged; makes the directories that are missing, as engines do.
    static func open(_ resolved: String, _ declared: String, _ subject: String) throws(Failure) -> HostDescriptor {
        do throws(HostDescriptor.Obstacle) {
            return try HostDescriptor.open(resolved, makes: true)
        } catch {
            guard error.isDetour else {
                throw Failure(
                    .directoryFailed, subject: subject,
                    "the host path '\(declared)' cannot be mounted: '\(error.path)' cannot be opened on the node; see "
                        + "to its rights and to those of the directories above it", cause: error.cause)
            }
            throw Failure(
                .refusedByPolicy, subject: subject,
                "the host path '\(declared)' is being exchanged: '\(error.path)' was a directory when it was judged and "
                    + "is none now; repair it on the node, then restart the space")
        }
    }

    private static func unmountable(
        _ path: String, _ subject: String, _ refusal: MountPlace.Refusal
    ) -> Failure {
        Failure(
            .directoryFailed, subject: subject,
            "the host path '\(path)' cannot be kept in place for the engine: \(refusal.reason)")
    }

    /// Why nothing can be pinned here; `nil` when it can.
    func obstacle() async -> String? {
        let reason = try? await disk.run { () throws(Failure) in
            do throws(MountPlace.Refusal) {
                try self.place.prepare()
                return String?.none
            } catch { return error.reason }
        }
        return reason ?? nil
    }

    /// The engine has made the container.
    func note(_ token: String, is container: String) async throws(Failure) {
        try await disk.run { () throws(Failure) in
            guard var record = try self.known()[token], record.container != container else { return }
            record.container = container
            try self.write(record)
        }
    }

    /// For how long it has been known that a record has no container, by a clock that does not jump. Begins anew with the
    /// server.
    func age(of token: String) -> Duration {
        seen.withLock { seen in
            let now = ContinuousClock.now
            let first = seen[token] ?? now
            seen[token] = first
            return now - first
        }
    }

    /// Takes the pins away. Their container is gone, or was never made.
    func release(_ token: String) async {
        try? await disk.run { () throws(Failure) in self.forget(token, try self.known()[token]) }
    }

    /// A container is gone.
    func release(container: String) async {
        try? await disk.run { () throws(Failure) in
            for (token, record) in try self.known() where record.container == container { self.forget(token, record) }
        }
    }

    /// What is remembered of an engine's containers.
    func all(of engine: EngineEndpoint) async throws(Failure) -> [PinRecord] {
        try await disk.run { () throws(Failure) in
            try self.known().values.filter { $0.engine == engine.description }.sorted { $0.token < $1.token }
        }
    }

    /// The token of a mount's source; `nil` when it is no place of a pin.
    func token(of source: String) -> String? {
        guard AbsolutePath.isPath(source, inside: place.folder), source.utf8.count > place.folder.utf8.count else {
            return nil
        }
        let name = source.dropFirst(place.folder.utf8.count + 1)
        return name.split(separator: "-").first.map(String.init)
    }

    // MARK: Turns

    /// Begins a creation; not while something is started that was made without pins.
    func beginCreation() -> Bool {
        turns.withLock { turns in
            guard turns.bare == 0 else { return false }
            turns.creations += 1
            return true
        }
    }

    func endCreation() { turns.withLock { $0.creations -= 1 } }

    /// Begins the start of something that was made without pins; not while a container is made.
    func beginBareStart() -> Bool {
        turns.withLock { turns in
            guard turns.creations == 0 else { return false }
            turns.bare += 1
            return true
        }
    }

    func endBareStart() { turns.withLock { $0.bare -= 1 } }

    // MARK: The records

    private func forget(_ token: String, _ record: PinRecord?) {
        for index in (record?.pins ?? []).indices { place.detach("\(token)-\(index)") }
        try? FileManager.default.removeItem(atPath: file(of: token))
        cache.withLock { $0?[token] = nil }
        seen.withLock { $0[token] = nil }
    }

    private func known() throws(Failure) -> [String: PinRecord] {
        if let known = cache.withLock({ $0 }) { return known }
        var found: [String: PinRecord] = [:]
        do {
            let isThere = FileManager.default.fileExists(atPath: records)
            let names = isThere ? try FileManager.default.contentsOfDirectory(atPath: records) : []
            for name in names where name.hasSuffix(Self.ending) {
                let bytes = Array(try Data(contentsOf: URL(fileURLWithPath: records + "/" + name)))
                // One that cannot be read stands for a container that is made anew at its next restart.
                guard let open = try? seal.open(bytes),
                    let record = try? JSONDecoder().decode(PinRecord.self, from: Data(open))
                else { continue }
                found[record.token] = record
                if !seal.isSealed(bytes) { try store(record) }
            }
        } catch { throw failure(error) }
        cache.withLock { $0 = found }
        return found
    }

    private func write(_ record: PinRecord) throws(Failure) {
        _ = try known()
        do {
            try FileManager.default.createDirectory(
                atPath: records, withIntermediateDirectories: true, attributes: [.posixPermissions: 0o700])
            try store(record)
        } catch let failure as Failure { throw failure } catch { throw failure(error) }
        cache.withLock { $0?[record.token] = record }
    }

    private func store(_ record: PinRecord) throws {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        try HostFile.replace(file(of: record.token), with: Data(seal.seal(Array(encoder.encode(record)))))
    }

    private static let ending = ".json"

    private func file(of token: String) -> String { records + "/" + token + Self.ending }

    private static func hex(_ number: UInt64) -> String {
        let text = String(number, radix: 16)
        return String(repeating: "0", count: 16 - text.count) + text
    }

    private func failure(_ error: any Error) -> Failure {
        Failure(
            .directoryFailed, subject: records,
            "the node's records of mounted paths in \(records) cannot be used; repair them, or give them to the user who "
                + "runs knot", cause: "\(error)")
    }
}
