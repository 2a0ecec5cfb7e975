/// The name of a resource: `template/ubuntu`, or for owned kinds `space/alice/web`.
///
/// Names are DNS labels (RFC 1123): 1 to 63 of `a-z 0-9 -`, with no dash at either end.
package struct ResourceKey: Sendable, Hashable {
    package var kind: Kind
    /// The owning user for owned kinds; empty in a manifest that leaves it to the server, and for the other kinds.
    package var owner: String
    package var name: String

    package init(_ kind: Kind, owner: String = "", name: String) {
        self.kind = kind
        self.owner = kind.isOwned ? owner : ""
        self.name = name
    }

    /// Whether `text` may be a resource's or user's name.
    package static func isName(_ text: String) -> Bool {
        let bytes = text.utf8
        guard (1...63).contains(bytes.count), bytes.first != UInt8(ascii: "-"), bytes.last != UInt8(ascii: "-") else {
            return false
        }
        return bytes.allSatisfy { byte in
            (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(byte)
                || (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte)
                || byte == UInt8(ascii: "-")
        }
    }

    /// The rule that `isName` checks, for messages.
    package static let nameRule = "1 to 63 lower-case letters, digits and dashes, with no dash at either end"
}

extension ResourceKey: CustomStringConvertible, LosslessStringConvertible {
    /// `kind/name`, or `kind/owner/name` where an owner is known.
    package var description: String {
        owner.isEmpty ? "\(kind.rawValue)/\(name)" : "\(kind.rawValue)/\(owner)/\(name)"
    }

    package init?(_ text: String) {
        let parts = text.split(separator: "/", omittingEmptySubsequences: false).map(String.init)
        guard let kind = parts.first.flatMap(Kind.init(parsing:)) else { return nil }
        switch parts.count {
        case 2 where Self.isName(parts[1]):
            self.init(kind, name: parts[1])
        case 3 where kind.isOwned && Self.isName(parts[1]) && Self.isName(parts[2]):
            self.init(kind, owner: parts[1], name: parts[2])
        default:
            return nil
        }
    }
}

extension ResourceKey: Comparable {
    package static func < (a: Self, b: Self) -> Bool { (a.kind, a.owner, a.name) < (b.kind, b.owner, b.name) }
}

extension ResourceKey: Codable {
    package init(from decoder: any Decoder) throws {
        let text = try decoder.singleValueContainer().decode(String.self)
        guard let key = ResourceKey(text) else {
            throw DecodingError.dataCorrupted(
                .init(codingPath: decoder.codingPath, debugDescription: "'\(text)' is not a resource key"))
        }
        self = key
    }

    package func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(description)
    }
}
