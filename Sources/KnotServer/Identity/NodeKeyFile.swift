import Foundation
import KnotCrypto
import KnotEngine
import KnotModel

/// The file with the key by which a node is known to be who it says: beside its database, not in it, so that a copy of the
/// database is not yet the node.
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
        /// Others than its user could read the file; they no longer can.
        package var wasOpen = false
    }

    /// The node's key, made where there is none.
    ///
    /// - Throws: `invalid` for a file that holds no Ed25519 key, or cannot be read: it is left as it is.
    package func load() throws(Failure) -> Found {
        guard FileManager.default.fileExists(atPath: path) else { return try make() }
        guard let data = FileManager.default.contents(atPath: path) else {
            throw Failure(
                .invalid, subject: path,
                "the node's key in \(path) cannot be read; give the file to the user who runs knot")
        }
        guard let key = try? SigningKey(pem: String(decoding: data, as: UTF8.self)) else {
            throw Failure(
                .invalid, subject: path,
                "\(path) holds no Ed25519 key in PEM; put the node's key back from a backup, or move the file away and let "
                    + "the server make another")
        }
        var found = Found(key: key)
        let mode = (try? FileManager.default.attributesOfItem(atPath: path))?[.posixPermissions] as? Int
        if let mode, mode & 0o077 != 0 {
            found.wasOpen = true
            try? FileManager.default.setAttributes([.posixPermissions: 0o600], ofItemAtPath: path)
        }
        return found
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
