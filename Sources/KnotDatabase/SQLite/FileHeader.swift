import Foundation
import KnotModel

/// The first bytes of a database file, looked at before SQLite may touch it.
///
/// Source: https://www.sqlite.org/fileformat.html, "The Database Header".
enum FileHeader {
    /// Throws when the file at `path` is damaged, not knot's, or of a later version.
    static func check(_ path: String) throws(Failure) {
        var isDirectory: ObjCBool = false
        guard !FileManager.default.fileExists(atPath: path, isDirectory: &isDirectory) || !isDirectory.boolValue else {
            throw Failure(
                .databaseFailed, subject: path, "\(path) is a directory; name a file in server.sqlite.path")
        }
        let bytes: [UInt8]
        do {
            let handle = try FileHandle(forReadingFrom: URL(fileURLWithPath: path))
            defer { try? handle.close() }
            bytes = [UInt8](try handle.read(upToCount: 100) ?? Data())
        } catch {
            throw Failure(
                .databaseFailed, subject: path, "\(path) cannot be read; give it to the user who runs knot",
                cause: error.localizedDescription)
        }
        guard bytes.count == 100 else {
            throw Failure(damaged: path, cause: bytes.isEmpty ? "the file is empty" : "the file ends in its header")
        }
        guard bytes.starts(with: Array("SQLite format 3\0".utf8)) else {
            throw Failure(
                .databaseFailed, subject: path,
                "\(path) is not a database of knot, or its beginning is damaged; nothing was changed. Name another file in "
                    + "server.sqlite.path, or put a backup in its place", cause: "the file's header is not SQLite's")
        }
        guard number(bytes, at: 68) == Schema.applicationID else {
            throw Failure(
                .databaseFailed, subject: path,
                "\(path) is a database of another program; nothing was changed. Name another file in server.sqlite.path"
            )
        }
        try check(version: number(bytes, at: 60), path: path)
    }

    /// Throws when a file of this version is later than what this program knows.
    static func check(version: Int32, path: String) throws(Failure) {
        guard version <= Schema.version else {
            throw Failure(
                .databaseFailed, subject: path,
                "\(path) was written by a later version of knot (form \(version); this version knows up to "
                    + "\(Schema.version)); nothing was changed. Start that version, or put an older backup in its place"
            )
        }
    }

    private static func number(_ bytes: [UInt8], at offset: Int) -> Int32 {
        Int32(bitPattern: bytes[offset..<offset + 4].reduce(0) { $0 << 8 | UInt32($1) })
    }
}
