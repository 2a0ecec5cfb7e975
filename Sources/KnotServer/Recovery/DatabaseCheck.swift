import Foundation
import KnotDatabase
import KnotModel

/// Looks at a database file without a server, or beside one.
package struct DatabaseCheck: Sendable, Hashable {
    package let path: String
    package let problems: [String]
    package let notes: [String]
    /// Records that can be read.
    package let records: Int

    /// - Throws: When the file cannot be opened, or is none of knot's.
    package init(_ configuration: ServerConfiguration, path: String? = nil) throws(Failure) {
        self.path = path ?? configuration.databasePath
        guard FileManager.default.fileExists(atPath: self.path) else {
            throw Failure(.notFound, subject: self.path, "there is no database at \(self.path)")
        }
        let found = try SQLiteDatabase.inspect(
            path: self.path, codec: try KnotServer.codec(encryptKey: configuration.encryptKey),
            at: NodeClock().now().wall)
        (problems, notes, records) = (found.problems, found.notes, found.records)
    }
}
