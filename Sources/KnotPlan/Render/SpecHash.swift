import Crypto
import KnotModel

/// The hash of a rendered spec, with the version of the way it is made: `v2:<64 hex digits>`.
///
/// Version 2 is SHA-256 over a canonical form of what the fields mean (`SpecMeaning`), with keyed digests in place of
/// protected values (`SecretFields`): each value is a type letter and its content, texts and counts prefixed with their
/// length, maps in key order. Fields at their defaults are left out, so a new version of knot that knows more fields gives
/// the same hash for the same spec. Version 1 covered the fields as they were spelt, protected values included.
///
/// Equal hashes mean that nothing differs. Others mean that the fields are to be compared: `RenderedSpace.differences`
/// decides, so that a change of how hashes are made leaves nothing waiting for a restart.
package enum SpecHash {
    package static let version = "v2"
    private static let earlierVersions: Set<Substring> = ["v1"]

    package static func of(_ fields: FieldMap) -> String {
        var bytes: [UInt8] = []
        append(.map(SpecMeaning.canonical(fields)), to: &bytes)
        let digest = SHA256.hash(data: bytes)
        return version + ":" + digest.map { byte in hex[Int(byte >> 4)] + hex[Int(byte & 15)] }.joined()
    }

    /// Whether this version knows what a stored hash's fields mean. One that it does not know says nothing about change.
    package static func isComparable(_ hash: String) -> Bool {
        let version = hash.prefix { $0 != ":" }
        return version == Self.version || earlierVersions.contains(version)
    }

    /// Whether the fields beside a stored hash are of version 1: protected values in clear, and the name that was given by
    /// default then.
    static func isFirst(_ hash: String) -> Bool { hash.hasPrefix("v1:") }

    private static let hex = "0123456789abcdef".map(String.init)

    private static func append(_ value: Value, to bytes: inout [UInt8]) {
        switch value {
        case .null: bytes.append(UInt8(ascii: "n"))
        case .bool(let flag): bytes += (flag ? "t" : "f").utf8
        case .int(let number): bytes += "i\(number);".utf8
        case .double(let number): bytes += "d\(number.bitPattern);".utf8
        case .string(let text):
            bytes += "s\(text.utf8.count);".utf8
            bytes += text.utf8
        case .list(let items):
            bytes += "l\(items.count);".utf8
            for item in items { append(item, to: &bytes) }
        case .map(let fields):
            bytes += "m\(fields.count);".utf8
            for field in fields {
                append(.string(field.key), to: &bytes)
                append(field.value, to: &bytes)
            }
        }
    }
}
