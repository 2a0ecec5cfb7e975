import CLibCrypto

/// HKDF with SHA-256 (RFC 5869): several keys out of one secret.
package enum KeyDerivation {
    /// - Parameters:
    ///   - secret: Must be hard to guess; HKDF is no password hash.
    ///   - info: What the key is for; different texts give unrelated keys.
    ///   - count: Bytes wanted, 1 to 8160.
    package static func hkdf(
        secret: [UInt8], salt: [UInt8], info: [UInt8], count: Int
    ) throws(CryptoFailure) -> [UInt8] {
        let context = try CryptoFailure.unwrap(EVP_PKEY_CTX_new_id(EVP_PKEY_HKDF, nil), "EVP_PKEY_CTX_new_id")
        defer { EVP_PKEY_CTX_free(context) }
        try CryptoFailure.check(EVP_PKEY_derive_init(context), "EVP_PKEY_derive_init")
        try CryptoFailure.check(EVP_PKEY_CTX_set_hkdf_md(context, EVP_sha256()), "EVP_PKEY_CTX_set_hkdf_md")
        try CryptoFailure.check(
            EVP_PKEY_CTX_set1_hkdf_key(context, secret, Int32(secret.count)), "EVP_PKEY_CTX_set1_hkdf_key")
        if !salt.isEmpty {
            try CryptoFailure.check(
                EVP_PKEY_CTX_set1_hkdf_salt(context, salt, Int32(salt.count)), "EVP_PKEY_CTX_set1_hkdf_salt")
        }
        if !info.isEmpty {
            try CryptoFailure.check(
                EVP_PKEY_CTX_add1_hkdf_info(context, info, Int32(info.count)), "EVP_PKEY_CTX_add1_hkdf_info")
        }
        var output = [UInt8](repeating: 0, count: count)
        var written = count
        try CryptoFailure.check(EVP_PKEY_derive(context, &output, &written), "EVP_PKEY_derive")
        guard written == count else { throw .library(call: "EVP_PKEY_derive", reason: "\(written) bytes given") }
        return output
    }
}
