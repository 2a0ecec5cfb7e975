import GRDB
import KnotModel

extension Failure {
    /// What an error of SQLite means for a person, and what to do about it.
    init(sqlite error: any Error, path: String) {
        if let failure = error as? Failure {
            self = failure
            return
        }
        guard let error = error as? DatabaseError else {
            self.init(.databaseFailed, subject: path, "the database \(path) failed", cause: "\(error)")
            return
        }
        let cause = "SQLite: \(error.message ?? "no message") (code \(error.extendedResultCode.rawValue))"
        switch error.resultCode {
        case .SQLITE_FULL:
            self.init(
                .outOfDisk, subject: path, "the disk of \(path) is full, and nothing was changed; free some space",
                cause: cause)
        case .SQLITE_BUSY, .SQLITE_LOCKED:
            self.init(
                .busy, subject: path, "another program holds \(path); end it, or wait for it to finish", cause: cause)
        case .SQLITE_CORRUPT, .SQLITE_NOTADB:
            self.init(damaged: path, cause: cause)
        case .SQLITE_ERROR where Self.isMissing(error.message ?? ""):
            self.init(damaged: path, cause: cause)
        case .SQLITE_READONLY, .SQLITE_PERM, .SQLITE_AUTH:
            self.init(
                .databaseFailed, subject: path,
                "\(path) cannot be written; give its directory and files to the user who runs knot", cause: cause)
        case .SQLITE_CANTOPEN:
            self.init(
                .databaseFailed, subject: path,
                "\(path) cannot be opened; check that its directory exists and belongs to the user who runs knot",
                cause: cause)
        case .SQLITE_IOERR:
            self.init(
                .databaseFailed, subject: path, "the disk of \(path) reports an error; check the disk", cause: cause)
        case .SQLITE_MISUSE:
            self.init(.databaseFailed, subject: path, "\(path) is closed; nothing was written", cause: cause)
        default:
            self.init(.databaseFailed, subject: path, "the database \(path) failed", cause: cause)
        }
    }

    /// Whether SQLite found no table or column of a name that every database of knot has.
    private static func isMissing(_ message: String) -> Bool {
        message.hasPrefix("no such table") || message.hasPrefix("no such column")
            || message.contains("has no column named")
    }

    /// A file that must not be used, and that knot leaves as it is.
    init(damaged path: String, cause: String) {
        self.init(
            .databaseFailed, subject: path,
            "\(path) is damaged; nothing was changed. Move it away together with \(path)-wal, put a backup in its place, "
                + "or start without it and apply your manifests again", cause: cause)
    }
}
