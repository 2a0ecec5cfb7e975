import Foundation
import KnotCrypto
import KnotEngine
import KnotModel
import KnotPlan
import Synchronization

/// The directories that a node makes for its spaces, and which spaces use them.
///
/// It outlives a lost database: one small file for each directory, in a folder beside it. An entry is on the disk before
/// its directory is made and stays there until it is removed, so that whatever was begun can be finished. A directory that
/// was there before, or that somebody has put in the place of one, is never removed, and neither is what is mounted in one.
package final class DirectoryRegistry: Sendable {
    private let folder: String
    private let resolver: HostPathResolver
    private let seal: StorageSeal
    private let mounts: @Sendable () -> MountTable?
    private let disk = DiskQueue(label: "knot.directories")
    /// The entries by path; `nil` until they are read.
    private let cache = Mutex<[String: DirectoryEntry]?>(nil)

    /// - Parameters:
    ///   - folder: Where the entries are; made when the first one is written.
    ///   - mounts: What is mounted on the node; `nil` when it cannot be read.
    package init(
        folder: String, resolver: HostPathResolver = HostPathResolver(), seal: StorageSeal = .none,
        mounts: @escaping @Sendable () -> MountTable? = { DirectoryRemoval.currentMounts() }
    ) {
        self.folder = folder
        self.mounts = mounts
        self.seal = seal
        self.resolver = resolver
    }

    /// The directories that knot made for a resource.
    package func directories(of key: ResourceKey, for tenant: Tenant) async throws(Failure) -> [ObservedDirectory] {
        try await disk.run { () throws(Failure) in
            try self.entries().flatMap { entry in
                entry.users.filter { $0.isOf(key, tenant) }.map { ObservedDirectory(path: $0.path, uid: $0.uid) }
            }.sorted { $0.path < $1.path }
        }
    }

    /// Makes the directory, with its parents, unless it is there; and notes the user where it is ours.
    /// - Returns: Whether it was made.
    @discardableResult
    package func make(_ path: String, for ownership: Ownership, rule: HostPathRule?) async throws(Failure) -> Bool {
        try await disk.run { () throws(Failure) in try self.makeAlone(path, ownership, rule) }
    }

    /// The resource no longer uses the directory; with its last user it goes, and all in it.
    package func release(_ path: String, from ownership: Ownership) async throws(Failure) {
        try await disk.run { () throws(Failure) in try self.releaseAlone(path, ownership) }
    }

    private func makeAlone(_ path: String, _ ownership: Ownership, _ rule: HostPathRule?) throws(Failure) -> Bool {
        let place = try resolver.resolve(path, for: ownership.key.description, field: "paths", rule: rule)
        let user = DirectoryEntry.User(
            cluster: ownership.cluster, node: ownership.node, key: ownership.key, uid: ownership.uid, path: path)
        let found = try HostDirectory.identity(of: place)
        guard var entry = try entry(at: place) else {
            // It was there before: used as it is, and nothing is remembered of it.
            if found != nil { return false }
            var entry = DirectoryEntry(path: place, users: [user])
            try write(entry)
            entry.identity = try HostDirectory.make(place)
            try write(entry)
            return true
        }
        let before = entry
        if let index = entry.users.firstIndex(where: { $0.isOf(user.key, ownership.tenant) }) {
            entry.users[index] = user
        } else {
            entry.users.append(user)
        }
        switch (found, entry.identity) {
        case (nil, _): entry.identity = try HostDirectory.make(place)
        case (let found?, nil) where HostDirectory.isEmpty(place, found): entry.identity = found
        case (let found?, let known) where known?.isSame(as: found) != true:
            try removeEntry(at: place)
            return false
        default: break
        }
        if entry != before {
            // One of an earlier version has no birth time yet.
            if let found, entry.identity?.birth == nil { entry.identity = found }
            try write(entry)
        }
        return found == nil
    }

    private func releaseAlone(_ path: String, _ ownership: Ownership) throws(Failure) {
        for var entry in try entries() {
            func isMeant(_ user: DirectoryEntry.User) -> Bool {
                user.isOf(ownership.key, ownership.tenant) && user.path == path
            }
            guard entry.users.contains(where: isMeant) else { continue }
            entry.users.removeAll(where: isMeant)
            if entry.users.isEmpty {
                try remove(entry)
            } else {
                try write(entry)
            }
        }
    }

    private func remove(_ entry: DirectoryEntry) throws(Failure) {
        try DirectoryRemoval(path: entry.path, identity: entry.identity, mounts: mounts).run()
        try removeEntry(at: entry.path)
    }

    // MARK: The entries

    /// All of them, in the order of their paths; read from the disk once.
    private func entries() throws(Failure) -> [DirectoryEntry] { try known().values.sorted { $0.path < $1.path } }

    private func entry(at place: String) throws(Failure) -> DirectoryEntry? { try known()[place] }

    private func known() throws(Failure) -> [String: DirectoryEntry] {
        if let known = cache.withLock({ $0 }) { return known }
        var found: [String: DirectoryEntry] = [:]
        do {
            let isThere = FileManager.default.fileExists(atPath: folder)
            let names = isThere ? try FileManager.default.contentsOfDirectory(atPath: folder) : []
            for name in names where name.hasSuffix(Self.ending) {
                let data = try Data(contentsOf: URL(fileURLWithPath: folder + "/" + name))
                let open = try seal.open(Array(data), .directory)
                let entry = try JSONDecoder().decode(DirectoryEntry.self, from: Data(open))
                found[entry.path] = entry
            }
        } catch { throw failure(error) }
        cache.withLock { $0 = found }
        return found
    }

    private func write(_ entry: DirectoryEntry) throws(Failure) {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        do {
            try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
            let sealed = try seal.seal(Array(encoder.encode(entry)), .directory)
            try HostFile.replace(file(of: entry.path), with: Data(sealed))
        } catch let failure as Failure { throw failure } catch { throw failure(error) }
        cache.withLock { $0?[entry.path] = entry }
    }

    private func removeEntry(at place: String) throws(Failure) {
        do { try FileManager.default.removeItem(atPath: file(of: place)) } catch { throw failure(error) }
        cache.withLock { $0?[place] = nil }
    }

    private static let ending = ".json"

    private func file(of place: String) throws(Failure) -> String {
        do {
            return folder + "/" + ByteText.hex(try Digest.sha256(place.utf8)) + Self.ending
        } catch { throw failure(error) }
    }

    private func failure(_ error: any Error) -> Failure {
        Failure(
            .directoryFailed, subject: folder,
            "the node's registry of directories in \(folder) cannot be used; repair it, or give it to the user who runs "
                + "knot", cause: "\(error)")
    }
}
