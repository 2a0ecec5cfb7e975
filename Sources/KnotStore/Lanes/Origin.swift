import KnotModel

/// A series of writes: those of one node between two starts. Their numbers are dense, from 1.
///
/// Every start begins a new incarnation, so that a node whose database was set back never gives a number to two writes.
package struct Origin: Sendable, Hashable {
    package var node: NodeID
    /// Another one at each start of the node.
    package var incarnation: UInt64

    package init(node: NodeID, incarnation: UInt64) {
        self.node = node
        self.incarnation = incarnation
    }
}

extension Origin: Comparable {
    package static func < (a: Self, b: Self) -> Bool {
        a.node == b.node ? a.incarnation < b.incarnation : a.node < b.node
    }
}

extension Origin: CustomStringConvertible {
    package var description: String { "\(node)#\(incarnation)" }
}
