import KnotCrypto
import KnotModel
import KnotStore

/// A token record as the door needs it: whom it lets in, and the digest of the token. The token itself is nowhere kept.
package struct Bearer: Sendable, Hashable {
    var user: String
    /// The text of its `TokenDigest`.
    var digest: [UInt8]

    /// Every token of the store that is well formed.
    static func all(in store: Store) -> [Bearer] {
        store.records(of: .token).compactMap { record in
            guard !record.isDeleting, let user = record.token.user, let digest = record.token.digest,
                !digest.isEmpty
            else { return nil }
            return Bearer(user: user, digest: Array(digest.utf8))
        }
    }

    /// The user whose token has this digest. Takes the same time whichever token it is, and whether there is one.
    static func user(of digest: [UInt8], among bearers: [Bearer]) -> String? {
        var found: String?
        for bearer in bearers {
            let isSame = KnotCrypto.Digest.areEqual(bearer.digest, digest)
            if isSame { found = bearer.user }
        }
        return found
    }
}
