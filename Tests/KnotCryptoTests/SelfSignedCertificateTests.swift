import CLibCrypto
import KnotCrypto
import Testing

@Suite struct SelfSignedCertificateTests {
    /// Gives `body` the certificate and the key as OpenSSL reads them back.
    private func read<Result>(
        _ made: SelfSignedCertificate, _ body: (_ certificate: OpaquePointer, _ key: OpaquePointer) throws -> Result
    ) throws -> Result {
        let first = try #require(BIO_new_mem_buf(made.certificatePEM, -1))
        defer { BIO_free(first) }
        let second = try #require(BIO_new_mem_buf(made.privateKeyPEM, -1))
        defer { BIO_free(second) }
        let certificate = try #require(PEM_read_bio_X509(first, nil, nil, nil))
        defer { X509_free(certificate) }
        let key = try #require(PEM_read_bio_PrivateKey(second, nil, nil, nil))
        defer { EVP_PKEY_free(key) }
        return try body(certificate, key)
    }

    @Test func certificateFitsItsKeyAndItsHosts() throws {
        let hosts = ["knot.example.com", "*.spaces.example.com", "localhost", "127.0.0.1", "::1"]
        let made = try SelfSignedCertificate.make(hosts: hosts, days: 365)
        #expect(made.privateKeyPEM.hasPrefix("-----BEGIN PRIVATE KEY-----"))
        try read(made) { certificate, key in
            #expect(X509_check_private_key(certificate, key) == 1)
            #expect(X509_verify(certificate, key) == 1)
            for host in ["knot.example.com", "web.spaces.example.com", "localhost"] {
                #expect(X509_check_host(certificate, host, 0, 0, nil) == 1)
            }
            #expect(X509_check_host(certificate, "example.com", 0, 0, nil) == 0)
            #expect(X509_check_ip_asc(certificate, "127.0.0.1", 0) == 1)
            #expect(X509_check_ip_asc(certificate, "::1", 0) == 1)
            #expect(X509_check_ip_asc(certificate, "10.0.0.1", 0) == 0)
            #expect(X509_cmp_current_time(X509_get0_notBefore(certificate)) == -1)
            #expect(X509_cmp_current_time(X509_get0_notAfter(certificate)) == 1)
            #expect(X509_get_version(certificate) == 2)
        }
    }

    @Test func longFirstHostIsNoObstacle() throws {
        let host = String(repeating: "a", count: 63) + "." + String(repeating: "b", count: 63) + ".example.com"
        try read(try SelfSignedCertificate.make(hosts: [host], days: 1)) { certificate, _ in
            #expect(X509_check_host(certificate, host, 0, 0, nil) == 1)
        }
    }

    @Test(arguments: [[], [""], ["a,DNS:evil.example.com"], ["a b"], ["a\n"]])
    func oddHostsAreRefused(hosts: [String]) {
        #expect(throws: CryptoFailure.malformed) { try SelfSignedCertificate.make(hosts: hosts, days: 1) }
    }

    @Test(arguments: [0, -1, 100_000])
    func oddDaysAreRefused(days: Int) {
        #expect(throws: CryptoFailure.malformed) { try SelfSignedCertificate.make(hosts: ["a"], days: days) }
    }
}
