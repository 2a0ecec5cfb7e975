import CLibCrypto

/// An Ed25519 key pair (RFC 8032): whoever has it signs, and everybody who knows its public half can tell.
package struct SigningKey: Sendable {
    /// 32 random bytes, of which both halves follow: a secret.
    private let seed: [UInt8]
    package let publicKey: VerifyingKey

    package static func generate() throws(CryptoFailure) -> SigningKey {
        try SigningKey(seed: try RandomBytes.generate(32))
    }

    /// - Throws: `malformed` unless there are 32 bytes.
    package init(seed: [UInt8]) throws(CryptoFailure) {
        guard seed.count == 32 else { throw .malformed }
        self.seed = seed
        let key = try Self.key(seed)
        defer { EVP_PKEY_free(key) }
        var bytes = [UInt8](repeating: 0, count: 32)
        var count = bytes.count
        try CryptoFailure.check(EVP_PKEY_get_raw_public_key(key, &bytes, &count), "EVP_PKEY_get_raw_public_key")
        publicKey = try VerifyingKey(bytes)
    }

    /// Reads what `pem` gives.
    ///
    /// - Throws: `malformed` when it is no Ed25519 key, or is encrypted.
    package init(pem: String) throws(CryptoFailure) {
        // The bytes have to stay where they are for as long as OpenSSL reads them.
        let seed = Array(pem.utf8).withUnsafeBytes { Self.seed(pem: $0) }
        guard let seed else { throw .malformed }
        try self.init(seed: seed)
    }

    /// `nil` when it is no Ed25519 key, or is encrypted.
    private static func seed(pem: UnsafeRawBufferPointer) -> [UInt8]? {
        defer { ERR_clear_error() }
        guard let count = Int32(exactly: pem.count), let memory = BIO_new_mem_buf(pem.baseAddress, count) else {
            return nil
        }
        defer { BIO_free(memory) }
        // Without an answer OpenSSL would ask for a password at the terminal.
        let noPassword: @convention(c) (UnsafeMutablePointer<CChar>?, Int32, Int32, UnsafeMutableRawPointer?) -> Int32 =
            {
                _, _, _, _ in -1
            }
        guard let key = PEM_read_bio_PrivateKey(memory, nil, noPassword, nil) else { return nil }
        defer { EVP_PKEY_free(key) }
        var seed = [UInt8](repeating: 0, count: 32)
        var length = seed.count
        guard EVP_PKEY_get_id(key) == EVP_PKEY_ED25519, EVP_PKEY_get_raw_private_key(key, &seed, &length) == 1 else {
            return nil
        }
        return seed
    }

    /// PKCS #8, not encrypted: a secret. `openssl pkey` reads it.
    package var pem: String {
        get throws(CryptoFailure) {
            let key = try Self.key(seed)
            defer { EVP_PKEY_free(key) }
            let memory = try CryptoFailure.unwrap(BIO_new(BIO_s_mem()), "BIO_new")
            defer { BIO_free(memory) }
            try CryptoFailure.check(
                PEM_write_bio_PKCS8PrivateKey(memory, key, nil, nil, 0, nil, nil), "PEM_write_bio_PKCS8PrivateKey")
            var bytes = [UInt8](repeating: 0, count: 1_024)
            let count = BIO_read(memory, &bytes, Int32(bytes.count))
            guard count > 0 else { throw CryptoFailure.last("BIO_read") }
            return String(decoding: bytes.prefix(Int(count)), as: UTF8.self)
        }
    }

    /// 64 bytes; the same for the same message.
    package func signature(of message: [UInt8]) throws(CryptoFailure) -> [UInt8] {
        let key = try Self.key(seed)
        defer { EVP_PKEY_free(key) }
        let context = try CryptoFailure.unwrap(EVP_MD_CTX_new(), "EVP_MD_CTX_new")
        defer { EVP_MD_CTX_free(context) }
        try CryptoFailure.check(EVP_DigestSignInit(context, nil, nil, nil, key), "EVP_DigestSignInit")
        var bytes = [UInt8](repeating: 0, count: 64)
        var count = bytes.count
        try CryptoFailure.check(EVP_DigestSign(context, &bytes, &count, message, message.count), "EVP_DigestSign")
        return bytes
    }

    private static func key(_ seed: [UInt8]) throws(CryptoFailure) -> OpaquePointer {
        try CryptoFailure.unwrap(
            EVP_PKEY_new_raw_private_key(EVP_PKEY_ED25519, nil, seed, seed.count), "EVP_PKEY_new_raw_private_key")
    }
}
