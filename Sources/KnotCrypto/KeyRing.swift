/// The keys a sealer may open with; the first is the one it seals with.
///
/// To change a key: put the new one first and keep the old one behind it until everything is sealed anew.
package struct KeyRing: Sendable {
    struct Key: Sendable {
        /// The first bytes of the key's own digest: tells keys apart and tells nothing else.
        let id: [UInt8]
        let bytes: [UInt8]
    }

    static let idCount = 4

    let keys: [Key]

    /// Derives a key for `purpose` from each text with HKDF-SHA256.
    ///
    /// - Parameter texts: From `knot genkey`; must not be empty, nor any of them.
    package init(texts: [String], purpose: String) throws(CryptoFailure) {
        guard !texts.isEmpty, !texts.contains("") else { throw .malformed }
        var keys: [Key] = []
        for text in texts {
            let derived = try KeyDerivation.hkdf(
                secret: Array(text.utf8), salt: Array("knot key ring 1".utf8), info: Array(purpose.utf8),
                count: AESGCM.keyCount)
            keys.append(Key(id: Array(try Digest.sha256(derived).prefix(Self.idCount)), bytes: derived))
        }
        self.keys = keys
    }

    func key(id: some Sequence<UInt8>) -> Key? {
        let id = Array(id)
        return keys.first { $0.id == id }
    }
}
