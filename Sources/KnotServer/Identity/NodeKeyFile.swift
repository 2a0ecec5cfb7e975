import Foundation
import KnotCrypto
import KnotEngine
import KnotModel

/// The file with the key by which a node will be known to be who it says: beside its database, not in it, so that whoever
/// has a copy of the database has not the key. Nothing goes by the key yet.
package struct NodeKeyFile: Sendable {
    package let path: String

    /// - Parameter database: The path of the database.
    package init(database: String) {
        path = URL(fileURLWithPath: database).resolvingSymlinksInPath().path + ".node-key"
    }

    /// The key, and what an administrator should know of it.
    package struct Found: Sendable {
        package var key: SigningKey
        package var isNew = false
        /// Why a new key is not in the file.
        package var unsaved: Failure?
        /// Others than its user could read the file.
        package var wasOpen = false
        /// They still can.
        package var isOpen = false
    }

    /// No key is as long.
    private static let mostBytes = 64 << 10

    /// The node's key, made where there is none.
    ///
    /// - Throws: `invalid` for what is no file with an Ed25519 key, or cannot be read: it is left as it is. So for a link to
    ///   what is not there.
    package func load() throws(Failure) -> Found {
        // Not to wait for whoever writes to a pipe.
        let file = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK)
        guard file >= 0 else {
            var status = stat()
            if errno == ENOENT, lstat(path, &status) != 0 { return try make() }
            throw Failure(
                .invalid, subject: path,
                "the node's key in \(path) cannot be read; give the file to the user who runs knot, or, when it is a link, "
                    + "put in place what it leads to")
        }
        defer { close(file) }
        var status = stat()
        guard fstat(file, &status) == 0, status.st_mode & S_IFMT == S_IFREG, status.st_size <= Self.mostBytes else {
            throw noKey
        }
        let handle = FileHandle(fileDescriptor: file, closeOnDealloc: false)
        guard let data = try? handle.read(upToCount: Self.mostBytes) ?? Data(),
            let key = try? SigningKey(pem: String(decoding: data, as: UTF8.self))
        else { throw noKey }
        var found = Found(key: key)
        if status.st_mode & 0o077 != 0 {
            found.wasOpen = true
            found.isOpen = fchmod(file, 0o600) != 0
        }
        return found
    }

    private var noKey: Failure {
        Failure(
            .invalid, subject: path,
            "\(path) holds no Ed25519 key in PEM; put the node's key back from a backup, or move the file away and let the "
                + "server make another")
    }

    private func make() throws(Failure) -> Found {
        let (key, pem): (SigningKey, String)
        do {
            key = try SigningKey.generate()
            pem = try key.pem
        } catch {
            throw Failure(.unknown, subject: path, "no key could be made for this node", cause: "\(error)")
        }
        do throws(Failure) {
            try HostFile.replace(path, with: Data(pem.utf8))
            return Found(key: key, isNew: true)
        } catch {
            return Found(key: key, isNew: true, unsaved: error)
        }
    }
}
