import CLibCrypto

/// The public half of a `SigningKey`.
package struct VerifyingKey: Sendable, Hashable {
    package let bytes: [UInt8]

    /// - Throws: `malformed` unless there are 32 bytes.
    package init(_ bytes: [UInt8]) throws(CryptoFailure) {
        guard bytes.count == 32 else { throw .malformed }
        self.bytes = bytes
    }

    /// Whether the key's other half signed the message. Anything that is no signature is none.
    package func isValid(_ signature: [UInt8], for message: [UInt8]) -> Bool {
        guard signature.count == 64,
            let key = EVP_PKEY_new_raw_public_key(EVP_PKEY_ED25519, nil, bytes, bytes.count)
        else { return false }
        defer { EVP_PKEY_free(key) }
        guard let context = EVP_MD_CTX_new() else { return false }
        defer { EVP_MD_CTX_free(context) }
        let isValid =
            EVP_DigestVerifyInit(context, nil, nil, nil, key) == 1
            && EVP_DigestVerify(context, signature, signature.count, message, message.count) == 1
        ERR_clear_error()
        return isValid
    }

    /// SHA-256 in hex of the key as X.509 writes it (RFC 8410): what
    /// `openssl pkey -in FILE -pubout -outform DER | sha256sum` prints.
    package var fingerprint: String {
        get throws(CryptoFailure) { ByteText.hex(try Digest.sha256(Self.header + bytes)) }
    }

    private static let header: [UInt8] = [0x30, 0x2A, 0x30, 0x05, 0x06, 0x03, 0x2B, 0x65, 0x70, 0x03, 0x21, 0x00]
}
