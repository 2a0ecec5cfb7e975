import CLibCrypto

/// SHA-256 (FIPS 180-4) and comparison that takes the same time wherever the difference is.
package enum Digest {
    package static func sha256(_ bytes: some Sequence<UInt8>) throws(CryptoFailure) -> [UInt8] {
        let input = Array(bytes)
        var output = [UInt8](repeating: 0, count: 32)
        var count: UInt32 = 0
        try CryptoFailure.check(EVP_Digest(input, input.count, &output, &count, EVP_sha256(), nil), "EVP_Digest")
        return output
    }

    /// Whether both are equal. The time taken tells the lengths and nothing else.
    package static func areEqual(_ a: [UInt8], _ b: [UInt8]) -> Bool {
        a.count == b.count && (a.isEmpty || CRYPTO_memcmp(a, b, a.count) == 0)
    }
}
