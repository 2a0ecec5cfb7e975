/// A key for `server.encrypt` and `server.cluster.key`, as `knot genkey` prints it.
package enum KeyText {
    /// 32 characters of `A-Z a-z 0-9 - _`: 192 random bits.
    package static func generate() throws(CryptoFailure) -> String {
        ByteText.base64url(try RandomBytes.generate(24))
    }
}
