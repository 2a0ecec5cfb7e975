import KnotModel
import Synchronization

/// The files of an open database, so that it shows when somebody removes, replaces or changes them: SQLite would go on
/// writing to files that nobody can open again, or into the middle of what another program has put there.
///
/// The one connection of this process is the only writer. Its accesses come one at a time, each between `begin` and `end`;
/// at any other time the files must be as the last access left them. Programs that only read change neither file.
final class OpenFiles: Sendable {
    /// What an access may do to the files.
    enum Access: Sendable {
        /// Appends to the log, or begins it anew in place.
        case write
        /// Also writes the log back to the database file, and may cut the log.
        case checkpoint
        /// Reads, whatever happened to the files; may write where nothing did.
        case load
    }

    private struct Known: Sendable {
        var file: FileState
        var log: FileState
        var isInAccess = false
        var isClosed = false
        var isFileChanged = false
        var isLogChanged = false
    }

    private let path: String
    private var logPath: String { path + "-wal" }
    private let known: Mutex<Known>

    /// - Parameter path: Of a database that is open in write-ahead mode.
    init(_ path: String, opened: FileIdentity?) throws(Failure) {
        guard let file = FileState(path), let log = FileState(path + "-wal"), file.identity == opened else {
            throw Self.replaced(path)
        }
        self.path = path
        known = Mutex(Known(file: file, log: log))
    }

    /// Why what is written now would be lost, or would damage the file. One that was removed or replaced may be put back;
    /// one that another program has changed stays a failure.
    var failure: Failure? {
        known.withLock { look(&$0, compares: !$0.isInAccess && !$0.isClosed) }
    }

    /// Another program has changed the database file itself: what it holds is not known any more.
    var isFileChanged: Bool { known.withLock { $0.isFileChanged } }

    /// Another program has changed one of the files.
    var isChanged: Bool { known.withLock { $0.isFileChanged || $0.isLogChanged } }

    /// An access of this process begins, on the connection's queue.
    func begin() -> Failure? {
        known.withLock { known in
            known.isInAccess = true
            return look(&known, compares: !known.isClosed)
        }
    }

    /// Throws when something has happened to the files since `begin`; for an access that has the write lock and has not
    /// written yet, because another program may have written while it waited for the lock.
    func verify() throws(Failure) {
        if let failure = known.withLock({ look(&$0, compares: true) }) { throw failure }
    }

    /// The access has ended: what it did to the files is its own. A write never changes the database file and never
    /// shortens the log.
    func end(_ access: Access) {
        let (file, log) = (FileState(path), FileState(logPath))
        known.withLock { known in
            known.isInAccess = false
            if let file, file.identity == known.file.identity {
                if access == .write, file != known.file { known.isFileChanged = true }
                known.file = file
            }
            if let log, log.identity == known.log.identity {
                if access == .write, log.size < known.log.size { known.isLogChanged = true }
                known.log = log
            }
        }
    }

    /// The last look before the connection is closed. `true` when no other program has changed a file.
    func close() -> Bool {
        known.withLock { known in
            _ = look(&known, compares: !known.isInAccess && !known.isClosed)
            known.isClosed = true
            return !known.isFileChanged && !known.isLogChanged
        }
    }

    /// Why nothing may be written to the files as they are now.
    ///
    /// - Parameter compares: Whether they must be as the last access left them; what another program has changed is then
    ///   remembered.
    private func look(_ known: inout Known, compares: Bool) -> Failure? {
        let (file, log) = (FileState(path), FileState(logPath))
        if compares {
            if let file, file.identity == known.file.identity, file != known.file { known.isFileChanged = true }
            if let log, log.identity == known.log.identity, log != known.log { known.isLogChanged = true }
        }
        if known.isFileChanged { return Self.changed(path, database: path) }
        if known.isLogChanged { return Self.changed(logPath, database: path) }
        if file?.identity != known.file.identity { return Self.replaced(path) }
        if log?.identity != known.log.identity { return Self.replaced(logPath) }
        return nil
    }

    private static func replaced(_ name: String) -> Failure {
        Failure(
            .databaseFailed, subject: name,
            "\(name) was removed or replaced while the server has it open: nothing is written any more, and nothing is "
                + "removed from an engine. Put the very file back, or restart the server to go on with what is there now"
        )
    }

    private static func changed(_ name: String, database: String) -> Failure {
        Failure(
            .databaseFailed, subject: name,
            "another program has changed \(name) while the server has it open: nothing is written any more, and nothing "
                + "is removed from an engine. Stop the server, then check the file with 'knot admin check-database', or "
                + "move \(database) and \(database)-wal away and put a backup in place")
    }
}
