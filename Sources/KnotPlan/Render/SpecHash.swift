import Crypto
import KnotModel

/// The hash of a rendered spec, with the version of the way it is made: `v1:<64 hex digits>`.
///
/// Version 1 is SHA-256 over a canonical form of `ContainerSpec.fields`: each value is a type letter and its content,
/// texts and counts prefixed with their length, maps in key order. Fields at their defaults are not in `fields`, so a
/// new version of knot that knows more fields gives the same hash for the same spec, and restarts nothing.
package enum SpecHash {
    package static let version = "v1"

    package static func of(_ fields: FieldMap) -> String {
        var bytes: [UInt8] = []
        append(.map(fields), to: &bytes)
        let digest = SHA256.hash(data: bytes)
        return version + ":" + digest.map { byte in hex[Int(byte >> 4)] + hex[Int(byte & 15)] }.joined()
    }

    /// Whether a stored hash was made in a way this version can repeat. One that was not says nothing about change.
    package static func isComparable(_ hash: String) -> Bool { hash.hasPrefix(version + ":") }

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
