import CLibCrypto

/// AES-256-GCM (NIST SP 800-38D) with a 12-byte nonce and a 16-byte tag.
///
/// A nonce must never come twice with one key; `Sealer` takes care of it. Used alone only by tests.
package enum AESGCM {
    package static let keyCount = 32
    package static let nonceCount = 12
    package static let tagCount = 16

    package static func seal(
        _ plaintext: [UInt8], key: [UInt8], nonce: [UInt8], associatedData: [UInt8]
    ) throws(CryptoFailure) -> (ciphertext: [UInt8], tag: [UInt8]) {
        let context = try begin(key: key, nonce: nonce, encrypts: true)
        defer { EVP_CIPHER_CTX_free(context) }
        let ciphertext = try pass(context, plaintext, associatedData)
        var rest = [UInt8](repeating: 0, count: 16)
        var count: Int32 = 0
        try CryptoFailure.check(EVP_CipherFinal_ex(context, &rest, &count), "EVP_CipherFinal_ex")
        var tag = [UInt8](repeating: 0, count: tagCount)
        try CryptoFailure.check(
            EVP_CIPHER_CTX_ctrl(context, EVP_CTRL_AEAD_GET_TAG, Int32(tagCount), &tag), "EVP_CIPHER_CTX_ctrl")
        return (ciphertext, tag)
    }

    /// Throws `tampered` when key, nonce, associated data, ciphertext and tag do not belong together.
    package static func open(
        _ ciphertext: [UInt8], tag: [UInt8], key: [UInt8], nonce: [UInt8], associatedData: [UInt8]
    ) throws(CryptoFailure) -> [UInt8] {
        guard tag.count == tagCount else { throw .malformed }
        let context = try begin(key: key, nonce: nonce, encrypts: false)
        defer { EVP_CIPHER_CTX_free(context) }
        let plaintext = try pass(context, ciphertext, associatedData)
        var expected = tag
        try CryptoFailure.check(
            EVP_CIPHER_CTX_ctrl(context, EVP_CTRL_AEAD_SET_TAG, Int32(tagCount), &expected), "EVP_CIPHER_CTX_ctrl")
        var rest = [UInt8](repeating: 0, count: 16)
        var count: Int32 = 0
        guard EVP_CipherFinal_ex(context, &rest, &count) == 1 else {
            ERR_clear_error()
            throw .tampered
        }
        return plaintext
    }

    private static func begin(key: [UInt8], nonce: [UInt8], encrypts: Bool) throws(CryptoFailure) -> OpaquePointer {
        guard key.count == keyCount, nonce.count == nonceCount else { throw .malformed }
        let context = try CryptoFailure.unwrap(EVP_CIPHER_CTX_new(), "EVP_CIPHER_CTX_new")
        // 12 bytes is GCM's own nonce length, so it needs no setting.
        guard EVP_CipherInit_ex(context, EVP_aes_256_gcm(), nil, key, nonce, encrypts ? 1 : 0) == 1 else {
            defer { EVP_CIPHER_CTX_free(context) }
            throw CryptoFailure.last("EVP_CipherInit_ex")
        }
        return context
    }

    private static func pass(
        _ context: OpaquePointer, _ input: [UInt8], _ associatedData: [UInt8]
    ) throws(CryptoFailure) -> [UInt8] {
        guard input.count <= Int(Int32.max), associatedData.count <= Int(Int32.max) else { throw .malformed }
        var count: Int32 = 0
        if !associatedData.isEmpty {
            try CryptoFailure.check(
                EVP_CipherUpdate(context, nil, &count, associatedData, Int32(associatedData.count)), "EVP_CipherUpdate")
        }
        var output = [UInt8](repeating: 0, count: input.count)
        if !input.isEmpty {
            try CryptoFailure.check(
                EVP_CipherUpdate(context, &output, &count, input, Int32(input.count)), "EVP_CipherUpdate")
        }
        return output
    }
}
