/// Seals bytes so that only a holder of the key can read them, and nobody can change them unseen.
///
/// The form: one version byte (1), the key's id (4), a random nonce (12), the ciphertext, the tag (16). Version and key
/// id are bound together with the caller's associated data. A random nonce is safe for 2^32 texts under one key (NIST
/// SP 800-38D, section 8.3).
package struct Sealer: Sendable {
    static let version: UInt8 = 1
    private static let headCount = 1 + KeyRing.idCount

    /// What `seal` adds, in bytes.
    package static let overhead = headCount + AESGCM.nonceCount + AESGCM.tagCount

    private let ring: KeyRing

    package init(_ ring: KeyRing) { self.ring = ring }

    /// - Parameter associatedData: Where the text belongs; it is not stored, and opening needs the same.
    package func seal(_ plaintext: [UInt8], associatedData: [UInt8] = []) throws(CryptoFailure) -> [UInt8] {
        guard let key = ring.keys.first else { throw .malformed }
        let head = [Self.version] + key.id
        let nonce = try RandomBytes.generate(AESGCM.nonceCount)
        let sealed = try AESGCM.seal(plaintext, key: key.bytes, nonce: nonce, associatedData: head + associatedData)
        return head + nonce + sealed.ciphertext + sealed.tag
    }

    /// Gives back what was sealed. Throws `malformed`, `unknownKey` or `tampered`.
    package func open(_ sealed: [UInt8], associatedData: [UInt8] = []) throws(CryptoFailure) -> [UInt8] {
        guard sealed.count >= Self.overhead, sealed[0] == Self.version else { throw .malformed }
        let head = sealed[..<Self.headCount]
        let nonce = sealed[Self.headCount..<Self.headCount + AESGCM.nonceCount]
        let body = sealed[(Self.headCount + AESGCM.nonceCount)...].dropLast(AESGCM.tagCount)
        guard let key = ring.key(id: head.dropFirst()) else {
            throw .unknownKey(id: ByteText.hex(head.dropFirst()))
        }
        return try AESGCM.open(
            Array(body), tag: Array(sealed.suffix(AESGCM.tagCount)), key: key.bytes, nonce: Array(nonce),
            associatedData: Array(head) + associatedData)
    }
}
