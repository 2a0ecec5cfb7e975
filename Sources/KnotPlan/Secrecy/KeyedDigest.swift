import Crypto
import KnotModel

/// What stands in the label `knot.spec` in place of a value that involves a protected variable.
///
/// HMAC-SHA256 (RFC 2104) over the place and the value: `hmac-sha256:<key's id>:<64 hex digits>`. Equal values of one field
/// of one space have equal digests, so that a change is found, and nothing else can be learnt without the key. The key is
/// kept in the node's database and is never that of `server.encrypt`, which may change while containers run.
struct KeyedDigest: Sendable, Hashable {
    static let mark = "hmac-sha256:"
    private static let hexDigits = "0123456789abcdef".map(String.init)

    private let key: [UInt8]
    /// The first bytes of the key's own digest: tells keys apart and tells nothing else.
    let prefix: String

    init(key: [UInt8]) {
        self.key = key
        prefix = Self.mark + Self.hex(SHA256.hash(data: [UInt8]("knot label key".utf8) + key).prefix(4)) + ":"
    }

    /// - Parameter place: Tells where the value stands; the same value elsewhere has another digest.
    func of(_ text: String, at place: String) -> String {
        let message = [UInt8](place.utf8) + [0] + [UInt8](text.utf8)
        return prefix + Self.hex(HMAC<SHA256>.authenticationCode(for: message, using: SymmetricKey(data: key)))
    }

    /// Whether a digest, of any key, stands in the text.
    static func isIn(_ text: String) -> Bool { text.contains(mark) }

    /// Whether a digest of another key stands in the text: nothing can be learnt from it.
    func isForeign(_ text: String) -> Bool { Self.isIn(text) && !text.contains(prefix) }

    private static func hex(_ bytes: some Sequence<UInt8>) -> String {
        bytes.map { hexDigits[Int($0 >> 4)] + hexDigits[Int($0 & 15)] }.joined()
    }
}

extension Value {
    /// Whether a digest of a protected value stands somewhere in it.
    var holdsDigest: Bool {
        switch self {
        case .string(let text): KeyedDigest.isIn(text)
        case .list(let items): items.contains(where: \.holdsDigest)
        case .map(let fields): fields.contains { $0.value.holdsDigest }
        default: false
        }
    }
}
