/// What people call the nodes of a cluster. A node's id never changes; its name may, at any start of its server.
///
/// Names are for people: they stand in documents, messages and logs, and people may write one wherever a node is asked for.
/// What is stored, compared or written on things in an engine is the id.
package struct NodeNames: Sendable, Hashable {
    private var names: [NodeID: String]

    package init(_ names: [NodeID: String] = [:]) { self.names = names }

    /// The node's name; its id where no name is known.
    package subscript(node: NodeID) -> String { names[node] ?? node.name }

    /// The node as documents for people show it: by its name.
    package func shown(_ node: NodeID) -> NodeID { NodeID(self[node]) }
}
