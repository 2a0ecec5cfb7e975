import CLibCrypto

/// A password as it may be stored: scrypt (RFC 7914) with its parameters and salt in the text.
///
/// The form: `$scrypt$ln=17,r=8,p=1$<salt>$<hash>`, base64url. Takes 128 MiB and about a third of a second with the
/// parameters of now; callers bound how many run at a time.
package struct PasswordHash: Sendable, Hashable {
    /// The costs: N is 2 to the power of `logN`.
    package struct Parameters: Sendable, Hashable {
        package var logN: Int
        package var r: Int
        package var p: Int

        package init(logN: Int, r: Int, p: Int) {
            self.logN = logN
            self.r = r
            self.p = p
        }

        /// What new hashes use. Source: OWASP Password Storage Cheat Sheet, 2023.
        package static let current = Parameters(logN: 17, r: 8, p: 1)

        /// Whether hashing with them is within reason: stored text must not make a server use all its memory.
        var isBounded: Bool { (1...20).contains(logN) && (1...16).contains(r) && (1...4).contains(p) }

        var memory: UInt64 { UInt64(128 * r) * (UInt64(1) << UInt64(logN)) + UInt64(128 * r * p) + (1 << 20) }
    }

    package let text: String
    let parameters: Parameters
    private let salt: [UInt8]
    private let hash: [UInt8]

    /// Hashes a new password, under a salt of its own.
    package static func make(
        _ password: String, parameters: Parameters = .current
    ) throws(CryptoFailure) -> PasswordHash {
        let salt = try RandomBytes.generate(16)
        let hash = try scrypt(Array(password.utf8), salt: salt, parameters, count: 32)
        return PasswordHash(parameters: parameters, salt: salt, hash: hash)
    }

    /// Reads a stored hash.
    package init(_ text: String) throws(CryptoFailure) {
        let parts = text.split(separator: "$", omittingEmptySubsequences: false)
        guard parts.count == 5, parts[0].isEmpty, parts[1] == "scrypt",
            let salt = ByteText.bytes(base64url: String(parts[3])), (8...64).contains(salt.count),
            let hash = ByteText.bytes(base64url: String(parts[4])), (16...64).contains(hash.count)
        else { throw .malformedPasswordHash }
        let costs = parts[2].split(separator: ",").map { $0.split(separator: "=").map(String.init) }
        guard costs.map(\.first) == ["ln", "r", "p"], costs.allSatisfy({ $0.count == 2 }),
            let logN = Int(costs[0][1]), let r = Int(costs[1][1]), let p = Int(costs[2][1])
        else { throw .malformedPasswordHash }
        let parameters = Parameters(logN: logN, r: r, p: p)
        guard parameters.isBounded else { throw .malformedPasswordHash }
        self.init(parameters: parameters, salt: salt, hash: hash)
    }

    private init(parameters: Parameters, salt: [UInt8], hash: [UInt8]) {
        self.parameters = parameters
        self.salt = salt
        self.hash = hash
        text =
            "$scrypt$ln=\(parameters.logN),r=\(parameters.r),p=\(parameters.p)"
            + "$\(ByteText.base64url(salt))$\(ByteText.base64url(hash))"
    }

    /// Whether `password` is the one that was hashed.
    package func verify(_ password: String) throws(CryptoFailure) -> Bool {
        let other = try Self.scrypt(Array(password.utf8), salt: salt, parameters, count: hash.count)
        return Digest.areEqual(hash, other)
    }

    /// Whether it was made with other costs than new ones are; hash anew at the next login.
    package var needsRehash: Bool { parameters != .current }

    /// The function of RFC 7914 itself; for tests.
    package static func scrypt(
        _ password: [UInt8], salt: [UInt8], _ parameters: Parameters, count: Int
    ) throws(CryptoFailure) -> [UInt8] {
        var output = [UInt8](repeating: 0, count: count)
        let result = password.withUnsafeBytes { bytes in
            EVP_PBE_scrypt(
                bytes.bindMemory(to: CChar.self).baseAddress, bytes.count, salt, salt.count,
                UInt64(1) << UInt64(parameters.logN), UInt64(parameters.r), UInt64(parameters.p), parameters.memory,
                &output, count)
        }
        try CryptoFailure.check(result, "EVP_PBE_scrypt")
        return output
    }
}
