import Foundation
import KnotDatabase
import KnotModel

/// What mending the stamps of a database comes to that are ahead of this machine's clock. No server has it open.
package struct DatabaseRestamp: Sendable, Hashable {
    package let path: String
    /// How many stored entries change.
    package let entries: Int
    /// How many stamps are replaced.
    package let stamps: Int
    /// The times of the first and the last stamp that is replaced, and of those in their place.
    package let former: ClosedRange<WallTime>
    package let new: ClosedRange<WallTime>
    /// Where the database as it was is kept; `nil` while nothing was changed.
    package let copy: String?

    private init(_ report: RestampReport, _ path: String) {
        self.path = path
        (entries, stamps, former, new) = (report.entries, report.stamps, report.former, report.new)
        copy = report.copy
    }

    /// What `perform` would do; `nil` when no stamp is ahead. Nothing is written.
    package static func plan(
        _ configuration: ServerConfiguration, path: String? = nil
    ) throws(Failure) -> DatabaseRestamp? {
        let path = path ?? configuration.databasePath
        guard FileManager.default.fileExists(atPath: path) else {
            throw Failure(.notFound, subject: path, "there is no database at \(path)")
        }
        return try SQLiteDatabase.planRestamp(
            path: path, codec: try KnotServer.codec(encryptKey: configuration.encryptKey), at: NodeClock().now().wall
        ).map { Self($0, path) }
    }

    /// Mends them; `nil` when no stamp is ahead.
    package static func perform(
        _ configuration: ServerConfiguration, path: String? = nil
    ) async throws(Failure) -> DatabaseRestamp? {
        // What is refused is not opened for writing.
        guard let plan = try plan(configuration, path: path) else { return nil }
        let database = try SQLiteDatabase.open(
            path: plan.path, identity: .random(), name: configuration.nodeName,
            codec: try KnotServer.codec(encryptKey: configuration.encryptKey))
        let result: Result<RestampReport?, Failure>
        do throws(Failure) {
            result = .success(try await database.restamp(at: NodeClock().now().wall))
        } catch {
            result = .failure(error)
        }
        await database.close()
        return try result.get().map { Self($0, plan.path) }
    }
}
