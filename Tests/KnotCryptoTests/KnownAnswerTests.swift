import KnotCrypto
import Testing

/// Answers that standards give.
@Suite struct KnownAnswerTests {
    /// FIPS 180-4 examples.
    @Test func sha256() throws {
        #expect(
            ByteText.hex(try Digest.sha256("abc".utf8))
                == "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad")
        #expect(
            ByteText.hex(try Digest.sha256([]))
                == "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855")
    }

    struct GCM: Sendable {
        let key, nonce, plaintext, associatedData, ciphertext, tag: String
    }

    /// McGrew and Viega, "The Galois/Counter Mode of Operation", test cases 13, 14 and 16.
    @Test(arguments: [
        GCM(
            key: String(repeating: "00", count: 32), nonce: String(repeating: "00", count: 12), plaintext: "",
            associatedData: "", ciphertext: "", tag: "530f8afbc74536b9a963b4f1c4cb738b"),
        GCM(
            key: String(repeating: "00", count: 32), nonce: String(repeating: "00", count: 12),
            plaintext: String(repeating: "00", count: 16), associatedData: "",
            ciphertext: "cea7403d4d606b6e074ec5d3baf39d18", tag: "d0d1c8a799996bf0265b98b5d48ab919"),
        GCM(
            key: "feffe9928665731c6d6a8f9467308308feffe9928665731c6d6a8f9467308308", nonce: "cafebabefacedbaddecaf888",
            plaintext: "d9313225f88406e5a55909c5aff5269a86a7a9531534f7da2e4c303d8a318a72"
                + "1c3c0c95956809532fcf0e2449a6b525b16aedf5aa0de657ba637b39",
            associatedData: "feedfacedeadbeeffeedfacedeadbeefabaddad2",
            ciphertext: "522dc1f099567d07f47f37a32a84427d643a8cdcbfe5c0c97598a2bd2555d1aa"
                + "8cb08e48590dbb3da7b08b1056828838c5f61e6393ba7a0abcc9f662",
            tag: "76fc6ece0f4e1768cddf8853bb2d551b"),
    ])
    func aesGCM(answer: GCM) throws {
        let (key, nonce, associatedData) = (try hex(answer.key), try hex(answer.nonce), try hex(answer.associatedData))
        let plaintext = try hex(answer.plaintext)
        let sealed = try AESGCM.seal(plaintext, key: key, nonce: nonce, associatedData: associatedData)
        #expect(ByteText.hex(sealed.ciphertext) == answer.ciphertext)
        #expect(ByteText.hex(sealed.tag) == answer.tag)
        let opened = try AESGCM.open(
            sealed.ciphertext, tag: sealed.tag, key: key, nonce: nonce, associatedData: associatedData)
        #expect(opened == plaintext)
    }

    /// RFC 5869, appendix A.1 and A.3.
    @Test func hkdf() throws {
        let secret = [UInt8](repeating: 0x0b, count: 22)
        let first = try KeyDerivation.hkdf(
            secret: secret, salt: Array(0x00...0x0c), info: Array(0xf0...0xf9), count: 42)
        #expect(
            ByteText.hex(first)
                == "3cb25f25faacd57a90434f64d0362f2a2d2d0a90cf1a5a4c5db02d56ecc4c5bf34007208d5b887185865")
        let third = try KeyDerivation.hkdf(secret: secret, salt: [], info: [], count: 42)
        #expect(
            ByteText.hex(third)
                == "8da4e775a563c18f715f802a063c5a31b8a11f5c5ee1879ec3454e5f3c738d2d9d201395faa4b61a96c8")
    }

    /// RFC 7914, section 12.
    @Test func scrypt() throws {
        let first = try PasswordHash.scrypt([], salt: [], .init(logN: 4, r: 1, p: 1), count: 64)
        #expect(
            ByteText.hex(first)
                == "77d6576238657b203b19ca42c18a0497f16b4844e3074ae8dfdffa3fede21442"
                + "fcd0069ded0948f8326a753a0fc81f17e8d3e0fb2e0d3628cf35e20c38d18906")
        let second = try PasswordHash.scrypt(
            Array("password".utf8), salt: Array("NaCl".utf8), .init(logN: 10, r: 8, p: 16), count: 64)
        #expect(
            ByteText.hex(second)
                == "fdbabe1c9d3472007856e7190d01e9fe7c6ad7cbc8237830e77376634b373162"
                + "2eaf30d92e22a3886ff109279d9830dac727afb94a83ee6d8360cbdfa2cc0640")
    }

    /// RFC 4648, section 10, without padding.
    @Test(arguments: [
        ("", ""), ("f", "Zg"), ("fo", "Zm8"), ("foo", "Zm9v"), ("foob", "Zm9vYg"), ("fooba", "Zm9vYmE"),
        ("foobar", "Zm9vYmFy"),
    ])
    func base64url(plain: String, text: String) {
        #expect(ByteText.base64url(Array(plain.utf8)) == text)
        #expect(ByteText.bytes(base64url: text) == Array(plain.utf8))
    }

    @Test(arguments: ["Z", "Zh", "Zm9=", "Z+8", "Zm9v\n"])
    func base64urlRefuses(text: String) {
        #expect(ByteText.bytes(base64url: text) == nil)
    }
}
