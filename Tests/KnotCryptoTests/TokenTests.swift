import KnotCrypto
import Testing

@Suite struct TokenTests {
    @Test func tokensAreOfTheFormAndDiffer() throws {
        let token = try Token.generate()
        #expect(token.text.hasPrefix("knot_"))
        #expect(token.text.utf8.count == 48)
        #expect(Token(token.text) == token)
        #expect(try Token.generate() != token)
    }

    @Test(arguments: [
        "", "knot_", "knot_abc", String(repeating: "a", count: 48), "knot_" + String(repeating: "é", count: 43),
    ])
    func otherTextsAreNoTokens(text: String) {
        #expect(Token(text) == nil)
    }

    @Test func digestMatchesItsTokenOnly() throws {
        let token = try Token.generate()
        let digest = try token.digest()
        #expect(digest.hex.utf8.count == 64)
        #expect(!digest.hex.contains(token.text))
        #expect(try digest.matches(token))
        #expect(try !digest.matches(Token.generate()))
        #expect(try !TokenDigest(hex: "").matches(token))
    }

    @Test func keysAreOfTheFormAndDiffer() throws {
        let keys = try (0..<100).map { _ in try KeyText.generate() }
        #expect(Set(keys).count == 100)
        #expect(keys.allSatisfy { $0.utf8.count == 32 && ByteText.bytes(base64url: $0)?.count == 24 })
    }

    @Test func randomBytesHaveTheLengthAskedFor() throws {
        #expect(try RandomBytes.generate(0).isEmpty)
        #expect(try RandomBytes.generate(1000).count == 1000)
        #expect(try RandomBytes.generate(32) != RandomBytes.generate(32))
    }
}
