import Foundation

/// Ends Podman at the one moment in the making of a container at which its storage has it and its database has not.
///
/// Podman takes a lock for each of the two, the storage's and then the database's, and both also for a look before. One of
/// them is held at every moment, in turn: whatever asks for both, one after the other, comes a step further each time, and
/// nothing gets into the storage while the database is free.
struct HalfMade {
    private let power: EnginePower
    private let storage: FileHandle
    private let database: FileHandle

    /// From here on Podman makes no container.
    init(_ power: EnginePower) throws {
        self.power = power
        storage = try FileHandle(
            forUpdating: power.storage.deletingPathExtension().appendingPathExtension("lock"))
        database = try FileHandle(forUpdating: power.database)
        try hold(storage: true)
    }

    /// Ends Podman once the container of that name, whose making has begun, is half made.
    func end(_ name: String) throws {
        defer {
            try? storage.close()
            try? database.close()
        }
        var isDone = false
        for _ in 0..<100 where !isDone {
            Thread.sleep(forTimeInterval: 0.5)
            try hold(database: true)
            try hold(storage: false)
            Thread.sleep(forTimeInterval: 0.5)
            isDone = try power.stored().contains { $0.name == name }
            if isDone { break }
            try hold(storage: true)
            try hold(database: false)
        }
        guard isDone else { throw Trouble("nobody makes \(name)") }
        try power.end(SIGKILL)
    }

    private func hold(storage isHeld: Bool) throws {
        var lock = flock()
        lock.l_type = Int16(isHeld ? F_WRLCK : F_UNLCK)
        lock.l_whence = Int16(SEEK_SET)
        try eventually("the storage's lock is ours") { fcntl(storage.fileDescriptor, F_SETLK, &lock) == 0 }
    }

    private func hold(database isHeld: Bool) throws {
        let how = isHeld ? LOCK_EX | LOCK_NB : LOCK_UN
        try eventually("the database's lock is ours") { flock(database.fileDescriptor, how) == 0 }
    }
}
