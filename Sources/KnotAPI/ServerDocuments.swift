import KnotModel

/// The answer to `GET /version`.
package struct VersionDocument: Sendable, Hashable, Codable {
    package var version: String
    /// The node's name.
    package var node: String
    package var nodeID: NodeID?
    /// The fingerprint of the node's public key: SHA-256 in hex.
    package var nodeKey: String?
    package var cluster: String
    package var zone: String?
    /// The user the caller is taken for; `nil` for a caller without a token.
    package var user: String?
    /// What an administrator should see to; `nil` when there is nothing.
    package var warnings: [String]?

    package init(
        version: String, node: String, nodeID: NodeID? = nil, nodeKey: String? = nil, cluster: String, zone: String?,
        user: String?, warnings: [String]? = nil
    ) {
        self.version = version
        self.node = node
        self.nodeID = nodeID
        self.nodeKey = nodeKey
        self.cluster = cluster
        self.zone = zone
        self.user = user
        self.warnings = warnings
    }
}

/// The answer to `GET /runtimes`: every container runtime the node looks for, in order of preference.
package struct RuntimeList: Sendable, Hashable, Codable {
    package struct Runtime: Sendable, Hashable, Codable {
        package var kind: EngineKind
        package var up: Bool
        /// The engine's version, while it is up.
        package var version: String?
        /// Why it is not up.
        package var failure: Failure?

        package init(kind: EngineKind, up: Bool, version: String?, failure: Failure?) {
            self.kind = kind
            self.up = up
            self.version = version
            self.failure = failure
        }
    }

    package var items: [Runtime]

    package init(items: [Runtime]) { self.items = items }
}

/// The answer to `GET /events`, oldest first.
package struct EventList: Sendable, Hashable, Codable {
    package var items: [Event]

    package init(items: [Event]) { self.items = items }
}
