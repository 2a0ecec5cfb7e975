import KnotCrypto
import Testing

@Suite struct SigningKeyTests {
    struct Answer: Sendable {
        let seed, key, message, signature: String
    }

    /// RFC 8032, section 7.1, tests 1 to 3.
    @Test(arguments: [
        Answer(
            seed: "9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60",
            key: "d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a", message: "",
            signature:
                "e5564300c360ac729086e2cc806e828a84877f1eb8e5d974d873e065224901555fb8821590a33bacc61e39701cf9b46bd25b"
                + "f5f0595bbe24655141438e7a100b"),
        Answer(
            seed: "4ccd089b28ff96da9db6c346ec114e0f5b8a319f35aba624da8cf6ed4fb8a6fb",
            key: "3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c", message: "72",
            signature:
                "92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da085ac1e43e15996e458f3613d0f11d8c387b"
                + "2eaeb4302aeeb00d291612bb0c00"),
        Answer(
            seed: "c5aa8df43f9f837bedb7442f31dcb7b166d38535076f094b85ce3a2e0b4458f7",
            key: "fc51cd8e6218a1a38da47ed00230f0580816ed13ba3303ac5deb911548908025", message: "af82",
            signature:
                "6291d657deec24024827e69c3abe01a30ce548a284743a445e3680d7db5ac3ac18ff9b538d16f290ae67f760984dc6594a7c"
                + "15e9716ed28dc027beceea1ec40a"),
    ])
    func ed25519(answer: Answer) throws {
        let key = try SigningKey(seed: try hex(answer.seed))
        let (message, signature) = (try hex(answer.message), try hex(answer.signature))
        #expect(ByteText.hex(key.publicKey.bytes) == answer.key)
        #expect(ByteText.hex(try key.signature(of: message)) == answer.signature)
        #expect(key.publicKey.isValid(signature, for: message))
        #expect(!key.publicKey.isValid(signature, for: message + [0]))
        for index in signature.indices {
            var forged = signature
            forged[index] ^= 1
            #expect(!key.publicKey.isValid(forged, for: message), "byte \(index)")
        }
        for length in [0, 63, 65] {
            let cut = Array((signature + signature).prefix(length))
            #expect(!key.publicKey.isValid(cut, for: message), "\(length) bytes")
        }
    }

    /// RFC 8410, section 10.
    @Test func pem() throws {
        let text = """
            -----BEGIN PRIVATE KEY-----
            MC4CAQAwBQYDK2VwBCIEINTuctv5E1hK1bbY8fdp+K06/nwoy/HU++CXqI9EdVhC
            -----END PRIVATE KEY-----

            """
        let key = try SigningKey(pem: text)
        #expect(
            ByteText.hex(key.publicKey.bytes) == "19bf44096984cdfe8541bac167dc3b96c85086aa30b6b6cb0c5c38ad703166e1")
        #expect(try key.pem == text)
        let header = "302a300506032b6570032100"
        #expect(
            try key.publicKey.fingerprint
                == ByteText.hex(try Digest.sha256(try hex(header) + key.publicKey.bytes)))
    }

    @Test func keysDiffer() throws {
        let (first, second) = (try SigningKey.generate(), try SigningKey.generate())
        #expect(first.publicKey != second.publicKey)
        let signature = try first.signature(of: [1, 2, 3])
        #expect(first.publicKey.isValid(signature, for: [1, 2, 3]))
        #expect(!second.publicKey.isValid(signature, for: [1, 2, 3]))
        #expect(try SigningKey(pem: first.pem).publicKey == first.publicKey)
    }

    @Test func whatIsNoKeyIsRefused() throws {
        #expect(throws: CryptoFailure.malformed) { try SigningKey(seed: [1, 2, 3]) }
        #expect(throws: CryptoFailure.malformed) { try VerifyingKey([]) }
        let other = try SelfSignedCertificate.make(hosts: ["a"], days: 1).privateKeyPEM
        let encrypted = """
            -----BEGIN ENCRYPTED PRIVATE KEY-----
            MIGbMFcGCSqGSIb3DQEFDTBKMCkGCSqGSIb3DQEFDDAcBAgAAAAAAAAAAAICCAAw
            -----END ENCRYPTED PRIVATE KEY-----
            """
        for text in ["", "key", other, encrypted] {
            #expect(throws: CryptoFailure.malformed) { try SigningKey(pem: text) }
        }
    }
}
