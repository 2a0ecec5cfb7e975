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
        let file: SecretFile
        do throws(SecretFile.Obstacle) {
            file = try SecretFile(path, atMost: Self.mostBytes)
        } catch {
            switch error {
            case .missing: return try make()
            case .unusable: throw noKey
            case .unreadable:
                throw Failure(
                    .invalid, subject: path,
                    "the node's key in \(path) cannot be read; give the file to the user who runs knot, or, when it is a "
                        + "link, put in place what it leads to")
            }
        }
        guard let key = try? SigningKey(pem: String(decoding: file.data, as: UTF8.self)) else { throw noKey }
        return Found(key: key, wasOpen: file.wasOpen, isOpen: file.isOpen)
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
