import CLibCrypto

/// A certificate that a server makes for itself where it was given none.
package struct SelfSignedCertificate: Sendable {
    package let certificatePEM: String
    /// PKCS #8, not encrypted: a secret.
    package let privateKeyPEM: String

    /// Makes a key on P-256 and a certificate that it signs, for these names and addresses, valid from an hour ago.
    ///
    /// - Parameters:
    ///   - hosts: DNS names, which may begin with `*.`, and IP addresses; the first is also the subject.
    ///   - days: 1 to 3650.
    package static func make(hosts: [String], days: Int) throws(CryptoFailure) -> SelfSignedCertificate {
        guard let first = hosts.first, (1...3650).contains(days), hosts.allSatisfy(isHost) else { throw .malformed }
        let key = try CryptoFailure.unwrap(newKey(), "EVP_PKEY_keygen")
        defer { EVP_PKEY_free(key) }
        let certificate = try CryptoFailure.unwrap(X509_new(), "X509_new")
        defer { X509_free(certificate) }

        try CryptoFailure.check(X509_set_version(certificate, 2), "X509_set_version")
        try setSerialNumber(certificate)
        _ = try CryptoFailure.unwrap(X509_gmtime_adj(X509_getm_notBefore(certificate), -3600), "X509_gmtime_adj")
        _ = try CryptoFailure.unwrap(X509_gmtime_adj(X509_getm_notAfter(certificate), days * 86_400), "X509_gmtime_adj")
        try CryptoFailure.check(X509_set_pubkey(certificate, key), "X509_set_pubkey")
        // The name is the certificate's own; it is not freed here. A common name has at most 64 characters (RFC 5280).
        let name = try CryptoFailure.unwrap(X509_get_subject_name(certificate), "X509_get_subject_name")
        try CryptoFailure.check(
            X509_NAME_add_entry_by_txt(name, "CN", MBSTRING_UTF8, String(first.prefix(64)), -1, -1, 0),
            "X509_NAME_add_entry_by_txt")
        try CryptoFailure.check(X509_set_issuer_name(certificate, name), "X509_set_issuer_name")

        let names = hosts.map { isAddress($0) ? "IP:\($0)" : "DNS:\($0)" }.joined(separator: ",")
        try add(NID_subject_alt_name, names, certificate)
        try add(NID_basic_constraints, "critical,CA:FALSE", certificate)
        try add(NID_key_usage, "critical,digitalSignature", certificate)
        try add(NID_ext_key_usage, "serverAuth", certificate)
        guard X509_sign(certificate, key, EVP_sha256()) > 0 else { throw CryptoFailure.last("X509_sign") }

        return SelfSignedCertificate(
            certificatePEM: try pem("PEM_write_bio_X509") { PEM_write_bio_X509($0, certificate) },
            privateKeyPEM: try pem("PEM_write_bio_PKCS8PrivateKey") {
                PEM_write_bio_PKCS8PrivateKey($0, key, nil, nil, 0, nil, nil)
            })
    }

    private static func newKey() -> OpaquePointer? {
        guard let context = EVP_PKEY_CTX_new_id(EVP_PKEY_EC, nil) else { return nil }
        defer { EVP_PKEY_CTX_free(context) }
        var key: OpaquePointer?
        guard EVP_PKEY_keygen_init(context) == 1,
            EVP_PKEY_CTX_set_ec_paramgen_curve_nid(context, NID_X9_62_prime256v1) == 1,
            EVP_PKEY_keygen(context, &key) == 1
        else { return nil }
        return key
    }

    /// 127 random bits, positive.
    private static func setSerialNumber(_ certificate: OpaquePointer) throws(CryptoFailure) {
        var bytes = try RandomBytes.generate(16)
        bytes[0] = bytes[0] & 0x7F | 0x40
        let number = try CryptoFailure.unwrap(BN_bin2bn(bytes, Int32(bytes.count), nil), "BN_bin2bn")
        defer { BN_free(number) }
        _ = try CryptoFailure.unwrap(
            BN_to_ASN1_INTEGER(number, X509_get_serialNumber(certificate)), "BN_to_ASN1_INTEGER")
    }

    private static func add(_ id: Int32, _ value: String, _ certificate: OpaquePointer) throws(CryptoFailure) {
        let made = X509V3_EXT_conf_nid(nil, nil, id, value)
        let ext = try CryptoFailure.unwrap(made, "X509V3_EXT_conf_nid")
        defer { X509_EXTENSION_free(ext) }
        try CryptoFailure.check(X509_add_ext(certificate, ext, -1), "X509_add_ext")
    }

    private static func pem(
        _ call: String, _ write: (OpaquePointer) -> Int32
    ) throws(CryptoFailure) -> String {
        let memory = try CryptoFailure.unwrap(BIO_new(BIO_s_mem()), "BIO_new")
        defer { BIO_free(memory) }
        try CryptoFailure.check(write(memory), call)
        var bytes = [UInt8](repeating: 0, count: 16_384)
        let count = BIO_read(memory, &bytes, Int32(bytes.count))
        guard count > 0 else { throw CryptoFailure.last("BIO_read") }
        return String(decoding: bytes.prefix(Int(count)), as: UTF8.self)
    }

    /// Only what a name or an address may hold: OpenSSL reads a comma as the start of another entry.
    private static func isHost(_ text: String) -> Bool {
        !text.isEmpty && text.utf8.count <= 253
            && text.utf8.allSatisfy { byte in
                (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(byte)
                    || (UInt8(ascii: "A")...UInt8(ascii: "Z")).contains(byte)
                    || (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte) || Array("-._*:".utf8).contains(byte)
            }
    }

    private static func isAddress(_ text: String) -> Bool {
        guard let octets = a2i_IPADDRESS(text) else {
            ERR_clear_error()
            return false
        }
        ASN1_OCTET_STRING_free(octets)
        return true
    }
}
