import KnotCrypto
import Testing

@Suite struct SealerTests {
    let plaintext = Array("the quick brown fox".utf8)
    let place = Array("secret/alice/db".utf8)

    private func sealer(_ texts: String..., purpose: String = "test") throws -> Sealer {
        Sealer(try KeyRing(texts: texts, purpose: purpose))
    }

    @Test func whatIsSealedIsOpened() throws {
        let sealer = try sealer("key one")
        for text in [[], [7], plaintext, [UInt8](repeating: 1, count: 100_000)] {
            let sealed = try sealer.seal(text, associatedData: place)
            #expect(sealed.count == text.count + Sealer.overhead)
            #expect(try sealer.open(sealed, associatedData: place) == text)
        }
    }

    @Test func sameTextIsSealedDifferently() throws {
        let sealer = try sealer("key one")
        #expect(try sealer.seal(plaintext) != sealer.seal(plaintext))
    }

    @Test func everyChangedBitIsSeen() throws {
        let sealer = try sealer("key one")
        let sealed = try sealer.seal(plaintext, associatedData: place)
        for index in sealed.indices {
            var changed = sealed
            changed[index] ^= 1 << UInt8(index % 8)
            #expect(throws: CryptoFailure.self) { try sealer.open(changed, associatedData: place) }
        }
        for count in sealed.indices {
            #expect(throws: CryptoFailure.self) {
                try sealer.open(Array(sealed.prefix(count)), associatedData: place)
            }
        }
        #expect(throws: CryptoFailure.tampered) { try sealer.open(sealed + [0], associatedData: place) }
        #expect(throws: CryptoFailure.tampered) { try sealer.open(sealed, associatedData: place + [0]) }
        #expect(throws: CryptoFailure.tampered) { try sealer.open(sealed) }
    }

    @Test func ringOpensWithOldKeysAndSealsWithTheFirst() throws {
        let old = try sealer("key one")
        let both = try sealer("key two", "key one")
        let new = try sealer("key two")
        let sealed = try old.seal(plaintext)
        #expect(try both.open(sealed) == plaintext)
        #expect(try new.open(both.seal(plaintext)) == plaintext)
        let found = #expect(throws: CryptoFailure.self) { try new.open(sealed) }
        guard case .unknownKey(let id) = found else {
            Issue.record("\(String(describing: found))")
            return
        }
        #expect(id.utf8.count == 8)
    }

    @Test func keyForOnePurposeDoesNotOpenAnother() throws {
        let sealed = try sealer("key one", purpose: "secrets").seal(plaintext)
        let other = try sealer("key one", purpose: "gossip")
        #expect(throws: CryptoFailure.self) { try other.open(sealed) }
    }

    @Test func emptyKeysAreRefused() {
        #expect(throws: CryptoFailure.malformed) { try KeyRing(texts: [], purpose: "x") }
        #expect(throws: CryptoFailure.malformed) { try KeyRing(texts: ["a", ""], purpose: "x") }
    }
}
