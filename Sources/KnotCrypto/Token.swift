/// What a program shows to be let in. A secret: only its digest is stored.
package struct Token: Sendable, Hashable {
    /// Says what the text is, to people and to programs that look for leaked secrets.
    package static let prefix = "knot_"

    /// `knot_` and 43 characters of `A-Z a-z 0-9 - _`: 256 random bits.
    package let text: String

    package static func generate() throws(CryptoFailure) -> Token {
        Token(unchecked: prefix + ByteText.base64url(try RandomBytes.generate(32)))
    }

    /// `nil` when `text` is not of the form that `generate` makes.
    package init?(_ text: String) {
        guard text.hasPrefix(Self.prefix), text.utf8.count == Self.prefix.utf8.count + 43,
            ByteText.bytes(base64url: String(text.dropFirst(Self.prefix.count)))?.count == 32
        else { return nil }
        self.text = text
    }

    private init(unchecked text: String) { self.text = text }

    /// What may be stored. A token has 256 random bits, so one pass of SHA-256 is as hard to undo as guessing it.
    package func digest() throws(CryptoFailure) -> TokenDigest {
        TokenDigest(hex: ByteText.hex(try Digest.sha256(text.utf8)))
    }
}

/// The SHA-256 of a token's text, in hex.
package struct TokenDigest: Sendable, Hashable, Codable {
    package let hex: String

    package init(hex: String) { self.hex = hex }

    /// Whether `token` is the one that was digested; takes the same time wherever they differ.
    package func matches(_ token: Token) throws(CryptoFailure) -> Bool {
        Digest.areEqual(Array(hex.utf8), Array(try token.digest().hex.utf8))
    }
}
