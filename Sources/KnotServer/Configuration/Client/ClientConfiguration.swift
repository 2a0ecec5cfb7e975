import Foundation

/// The servers that a person's command line knows: `[client.connection.<alias>]` with `server`, `token` and
/// `tls_skip_verify`.
///
/// Read from `~/.config/knot/client.toml`, which `knot connect` writes, and from a knot.toml; client.toml wins.
package struct ClientConfiguration: Sendable, Hashable {
    package struct Connection: Sendable, Hashable {
        /// A URL, or `unix://` and a path.
        package var server: String
        /// A secret; empty when none is needed.
        package var token: String
        /// Whether any certificate of the server is accepted.
        package var skipVerify: Bool

        package init(server: String, token: String = "", skipVerify: Bool = false) {
            self.server = server
            self.token = token
            self.skipVerify = skipVerify
        }
    }

    /// The alias that is meant when nobody names one.
    package static let defaultAlias = "default"

    /// By alias.
    package var connections: [String: Connection]

    package init(connections: [String: Connection] = [:]) { self.connections = connections }

    /// The file that `save` is meant for: `client.toml` in `$XDG_CONFIG_HOME/knot`, else in `~/.config/knot`.
    package static func path(environment: [String: String]) -> String {
        if let base = environment["XDG_CONFIG_HOME"], !base.isEmpty { return "\(base)/knot/client.toml" }
        return "\(environment["HOME"] ?? ".")/.config/knot/client.toml"
    }

    /// The Unix socket of the server on this machine, where `knot server` puts it by default.
    ///
    /// `KNOT_SOCKET` wins; root and everybody else have different defaults.
    package static func socketPath(environment: [String: String], machine: Machine = .current) -> String {
        ServerConfiguration.Draft.socketPath(
            given: environment["KNOT_SOCKET"].flatMap { $0.isEmpty ? nil : $0 }, environment: environment,
            isRoot: machine.isRoot)
    }
}
