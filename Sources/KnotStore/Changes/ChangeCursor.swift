import KnotModel

/// Where a reader of changes has got to: a place in the change sequence of one start of one node.
///
/// Written `<boot>-<sequence>-<node>`, numbers in hexadecimal. Nothing follows from comparing cursors of different boots.
package struct ChangeCursor: Sendable, Hashable {
    package var node: NodeID
    /// Another one at each start of the node.
    package var boot: UInt64
    /// The number of the last change that was read; 0 before the first.
    package var sequence: UInt64

    package init(node: NodeID, boot: UInt64, sequence: UInt64) {
        self.node = node
        self.boot = boot
        self.sequence = sequence
    }
}

extension ChangeCursor: CustomStringConvertible, LosslessStringConvertible {
    package var description: String { String(boot, radix: 16) + "-" + String(sequence, radix: 16) + "-" + node.name }

    package init?(_ text: String) {
        let parts = text.split(separator: "-", maxSplits: 2, omittingEmptySubsequences: false)
        guard parts.count == 3, !parts[2].isEmpty, let boot = Self.number(parts[0]),
            let sequence = Self.number(parts[1])
        else { return nil }
        self.init(node: NodeID(String(parts[2])), boot: boot, sequence: sequence)
    }

    /// A number as `description` writes it: one text for each.
    private static func number(_ digits: Substring) -> UInt64? {
        guard let number = UInt64(digits, radix: 16), String(number, radix: 16) == digits else { return nil }
        return number
    }
}
