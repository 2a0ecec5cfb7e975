import CLibCrypto

/// Why something cryptographic was not done.
package enum CryptoFailure: Error, Sendable, Hashable, CustomStringConvertible {
    /// OpenSSL refused `call`; `reason` is its own word.
    case library(call: String, reason: String)
    /// What should be opened is shorter than, or not of, the form that `seal` makes.
    case malformed
    /// No key of the ring has the id that the sealed text names.
    case unknownKey(id: String)
    /// The key is known, but the text, its nonce, or what it was bound to was changed.
    case tampered
    /// What should be opened is sealed, and there is no key at all.
    case noKey
    /// A stored password's text is not of a form that is known.
    case malformedPasswordHash

    package var description: String {
        switch self {
        case .library(let call, let reason): "OpenSSL's \(call) failed: \(reason)"
        case .malformed: "the sealed text is cut short, or was not sealed by knot"
        case .unknownKey(let id):
            "the text was sealed with the key \(id), which is not given; put that key back into server.encrypt"
        case .tampered: "the sealed text was changed, or belongs somewhere else"
        case .noKey: "the text is sealed, and no key is given; put the key that it was sealed with into server.encrypt"
        case .malformedPasswordHash: "the stored password has a form that this version does not know"
        }
    }

    /// OpenSSL's oldest error of this thread, then forgets them all.
    static func last(_ call: String) -> CryptoFailure {
        let code = ERR_get_error()
        ERR_clear_error()
        guard code != 0 else { return .library(call: call, reason: "no reason given") }
        var text = [CChar](repeating: 0, count: 256)
        ERR_error_string_n(code, &text, text.count)
        return .library(
            call: call, reason: String(decoding: text.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self))
    }

    /// Throws unless `result` is 1, as most calls of OpenSSL promise.
    static func check(_ result: Int32, _ call: String) throws(CryptoFailure) {
        guard result == 1 else { throw last(call) }
    }

    /// The object, or why there is none.
    static func unwrap<Object>(_ object: Object?, _ call: String) throws(CryptoFailure) -> Object {
        guard let object else { throw last(call) }
        return object
    }
}
