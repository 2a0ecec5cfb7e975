import KnotCrypto
import Testing

@Suite struct PasswordHashTests {
    let cheap = PasswordHash.Parameters(logN: 4, r: 8, p: 1)

    @Test func passwordIsVerified() throws {
        let hash = try PasswordHash.make("correct horse ü", parameters: cheap)
        #expect(try hash.verify("correct horse ü"))
        #expect(try !hash.verify("correct horse u"))
        #expect(try !hash.verify(""))
        #expect(try PasswordHash(hash.text) == hash)
        #expect(try PasswordHash.make("correct horse ü", parameters: cheap) != hash)
    }

    @Test func newHashesHaveTheCurrentCosts() throws {
        let hash = try PasswordHash.make("x")
        #expect(hash.text.hasPrefix("$scrypt$ln=17,r=8,p=1$"))
        #expect(!hash.needsRehash)
        #expect(try hash.verify("x"))
        #expect(try PasswordHash.make("x", parameters: cheap).needsRehash)
    }

    @Test(arguments: [
        "", "x", "$scrypt$", "$bcrypt$ln=4,r=8,p=1$AAAAAAAAAAAAAAAAAAAAAA$AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA",
        "$scrypt$ln=40,r=8,p=1$AAAAAAAAAAAAAAAAAAAAAA$AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA",
        "$scrypt$ln=0,r=8,p=1$AAAAAAAAAAAAAAAAAAAAAA$AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA",
        "$scrypt$r=8,ln=4,p=1$AAAAAAAAAAAAAAAAAAAAAA$AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA",
        "$scrypt$ln=4,r=8,p=1$AA$AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA",
        "$scrypt$ln=4,r=8,p=1$AAAAAAAAAAAAAAAAAAAAAA$AA",
        "$scrypt$ln=4=4,r=8,p=1$AAAAAAAAAAAAAAAAAAAAAA$AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA",
    ])
    func otherTextsAreRefused(text: String) {
        #expect(throws: CryptoFailure.malformedPasswordHash) { try PasswordHash(text) }
    }
}
