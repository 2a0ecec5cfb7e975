/// The identity of a node, compared byte by byte. Ties between stamps are broken by it.
///
/// It is made with the node's database and never changes: 16 random hex digits for a new node. A database of an earlier
/// version keeps what that version called the node, often the name of its host, which another node may have as well.
/// What people call the node is another thing: see `NodeNames`.
package struct NodeID: Sendable, Hashable, Comparable, Codable, CustomStringConvertible {
    /// The text of the id.
    package var name: String
    package init(_ name: String) { self.name = name }
    package static func == (a: Self, b: Self) -> Bool { Bytewise.areEqual(a.name, b.name) }
    package static func < (a: Self, b: Self) -> Bool { Bytewise.isLess(a.name, b.name) }
    package func hash(into hasher: inout Hasher) { Bytewise.hash(name, into: &hasher) }
    package var description: String { name }

    package init(using generator: inout some RandomNumberGenerator) {
        let digits = String(UInt64.random(in: .min ... .max, using: &generator), radix: 16)
        name = String(repeating: "0", count: 16 - digits.count) + digits
    }

    package init(from decoder: any Decoder) throws { name = try decoder.singleValueContainer().decode(String.self) }
    package func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(name)
    }
}

/// A hybrid logical timestamp: 48 bits of wall milliseconds, 16 bits of counter, and the node that made it.
///
/// Totally ordered; the order respects causality because clocks merge on receive. A resource's *revision* is the stamp
/// of its spec lane. Written `<16 hex digits>-<node>`. Source: Kulkarni et al., "Logical Physical Clocks", 2014.
package struct Stamp: Sendable, Hashable, Comparable {
    /// `milliseconds << 16 | counter`.
    package var ticks: UInt64
    package var node: NodeID

    package init(ticks: UInt64, node: NodeID) {
        self.ticks = ticks
        self.node = node
    }

    package static func < (a: Self, b: Self) -> Bool { (a.ticks, a.node) < (b.ticks, b.node) }

    package var wall: WallTime { WallTime(milliseconds: Int64(ticks >> 16)) }
}

extension Stamp: CustomStringConvertible, LosslessStringConvertible {
    package var description: String {
        let digits = String(ticks, radix: 16)
        return String(repeating: "0", count: 16 - digits.count) + digits + "-" + node.name
    }

    package init?(_ text: String) {
        guard let dash = text.firstIndex(of: "-"), let ticks = UInt64(text[..<dash], radix: 16) else { return nil }
        let node = String(text[text.index(after: dash)...])
        guard text.distance(from: text.startIndex, to: dash) == 16, !node.isEmpty else { return nil }
        self.init(ticks: ticks, node: NodeID(node))
    }
}

extension Stamp: Codable {
    package init(from decoder: any Decoder) throws {
        let text = try decoder.singleValueContainer().decode(String.self)
        guard let stamp = Stamp(text) else {
            throw DecodingError.dataCorrupted(
                .init(codingPath: decoder.codingPath, debugDescription: "'\(text)' is not a stamp"))
        }
        self = stamp
    }

    package func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(description)
    }
}

/// A node's hybrid logical clock. Every stamp it makes is later than every stamp it made or accepted before.
package struct HybridClock: Sendable {
    /// How far ahead of the local wall clock a peer's stamp may lie before it is quarantined, in milliseconds.
    package static let maximumLead: Int64 = 60_000

    package let node: NodeID
    private var last: UInt64

    package init(node: NodeID, last: UInt64 = 0) {
        self.node = node
        self.last = last
    }

    /// A new stamp, later than all before it. A full counter carries into the milliseconds.
    package mutating func stamp(at wall: WallTime) -> Stamp {
        last = max(last &+ 1, UInt64(max(0, wall.milliseconds)) << 16)
        return Stamp(ticks: last, node: node)
    }

    /// Takes note of a stamp made elsewhere. `false`, and nothing changes, when it lies more than `maximumLead` ahead.
    package mutating func observe(_ stamp: Stamp, at wall: WallTime) -> Bool {
        guard stamp.wall.milliseconds <= wall.milliseconds + Self.maximumLead else { return false }
        last = max(last, stamp.ticks)
        return true
    }

    /// Milliseconds by which its latest stamp is ahead of `wall`; negative when it is behind.
    package func lead(over wall: WallTime) -> Int64 { Int64(last >> 16) - wall.milliseconds }

    /// Whether every stamp that it makes is later than `stamp`.
    package func isPast(_ stamp: Stamp) -> Bool { stamp.ticks <= last }

    /// Takes note of a stamp this node itself wrote to its database earlier, however the wall clock has moved since.
    package mutating func restore(_ stamp: Stamp) {
        last = max(last, stamp.ticks)
    }
}
