import KnotModel
import KnotPlan

/// Everything a server is told at start, checked.
package struct ServerConfiguration: Sendable, Hashable {
    /// How HTTPS is served.
    package struct TLS: Sendable, Hashable {
        /// Both `nil`: a self-signed certificate is made at start.
        package var certificateFile: String?
        package var keyFile: String?

        package init(certificateFile: String? = nil, keyFile: String? = nil) {
            self.certificateFile = certificateFile
            self.keyFile = keyFile
        }
    }

    /// What the cluster will need; read and checked. So far only `advertiseAddress` is active: its host names the node.
    package struct Cluster: Sendable, Hashable {
        package var key: String?
        package var advertiseAddress: String
        package var bindAddress: String
        package var peers: [String]
        package var tcpOnly: Bool
        package var compression: Bool
        package var allowsLeafNodes: Bool
    }

    /// Names equal those of swift-log's levels.
    package enum LogLevel: String, Sendable, Hashable, CaseIterable { case trace, debug, info, warning, error }
    package enum LogFormat: String, Sendable, Hashable, CaseIterable { case text, json }

    /// The file it was read from, if any.
    package var file: String?
    package var listen: ListenAddress
    /// `nil`: no listener for agents.
    package var listenAgent: ListenAddress?
    /// `http://` or `https://`, without a slash at its end.
    package var url: String
    /// Empty when not given; so are the texts below.
    package var agentEndpoint: String
    package var wildcardDomain: String
    /// `nil`: in no zone.
    package var zone: String?
    /// What people call the node. Which node it is, its database says.
    package var nodeName: String
    /// What else people may call it by.
    package var nodeHosts: Set<String>
    package var hostname: String
    /// An IANA name.
    package var timezone: String
    /// `nil`: plain HTTP.
    package var tls: TLS?
    /// Addresses to try, in order; the first that answers is used from then on.
    package var engineAddresses: [EngineKind: [String]]
    package var runtimePreference: [EngineKind]
    /// The SQLite file.
    package var databasePath: String
    package var socketPath: String
    /// The text of `server.encrypt`; a secret.
    package var encryptKey: String?
    package var cluster: Cluster
    package var logLevel: LogLevel
    package var logFormat: LogFormat
    package var relistInterval: Span
    package var parallelism: Int
    /// Resources of one owner, with those deleted lately; 0 is no limit.
    package var resourceLimit: Int
    /// What spaces on this node may do.
    package var policy: Policy
    /// Who is believed and which names are answered, over TCP.
    package var access: NetworkAccess
    /// The groups `server` and `nomad` of variables in manifests; see `expressionGroup`.
    package var expressionGroups: FieldMap

    /// The group `server` of `${{ .server.url }}` and its like.
    package var expressionGroup: FieldMap { expressionGroups["server"]?.map ?? [:] }

    /// Docker's configured address, `unix://` or `tcp://`.
    package var dockerHost: String { engineAddresses[.docker]?.first ?? "" }
    /// Podman's configured address.
    package var podmanHost: String { engineAddresses[.podman]?.first ?? "" }
}
