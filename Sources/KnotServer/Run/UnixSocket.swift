import Foundation
import KnotModel
import NIOCore
import NIOPosix

/// The place of the administrator's socket.
package enum UnixSocket {
    /// The longest path a socket may have on Linux, in bytes.
    static let longestPath = 107

    /// Makes the path ready to be listened on: its directory is there, open to this user only when made here, and a
    /// socket that nobody answers on any more is removed.
    ///
    /// - Throws: `exists` when another server answers there, `invalid` when the path cannot be a socket's.
    package static func prepare(_ path: String) async throws(Failure) {
        guard path.utf8.count <= longestPath else {
            throw Failure(
                .invalid, subject: path,
                "the socket's path has \(path.utf8.count) bytes, but at most \(longestPath) are possible; "
                    + "choose a shorter server.socket"
            )
        }
        let directory = (path as NSString).deletingLastPathComponent
        if !directory.isEmpty, !FileManager.default.fileExists(atPath: directory) {
            do {
                try FileManager.default.createDirectory(
                    atPath: directory, withIntermediateDirectories: true, attributes: [.posixPermissions: 0o700])
            } catch {
                throw Failure(
                    .invalid, subject: path, "the directory \(directory) for the socket cannot be made",
                    cause: "\(error)")
            }
        }
        // Of the path itself: a link is not followed.
        guard let attributes = try? FileManager.default.attributesOfItem(atPath: path) else { return }
        guard attributes[.type] as? FileAttributeType == .typeSocket else {
            throw Failure(
                .exists, subject: path,
                "\(path) is there and is not a socket; remove it, or choose another server.socket")
        }
        guard await !isAnswered(path) else {
            throw Failure(
                .exists, subject: path,
                "another server answers on \(path); stop it first, or choose another server.socket")
        }
        unlink(path)
    }

    /// Only this user may open it, whatever the mask was when it was made.
    package static func restrict(_ path: String) throws(Failure) {
        guard chmod(path, 0o600) == 0 else {
            throw Failure(
                .invalid, subject: path, "the socket \(path) cannot be closed to other users (errno \(errno))")
        }
    }

    private static func isAnswered(_ path: String) async -> Bool {
        do {
            let channel = try await ClientBootstrap(group: MultiThreadedEventLoopGroup.singleton)
                .connectTimeout(.seconds(2)).connect(unixDomainSocketPath: path).get()
            try await channel.close()
            return true
        } catch {
            return false
        }
    }
}
