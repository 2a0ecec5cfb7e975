import Foundation
import KnotAPI
import KnotModel
import KnotServer

/// Finds the server that is meant: what was said on the command line, then the environment, then the connection named
/// `default`, then the socket of this machine's server.
package struct EndpointChoice: Sendable, Hashable {
    package var server: String?
    package var token: String?
    package var skipVerify = false
    package var alias: String?
    package var socket: String?
    package var configuration: String?

    package init(
        server: String? = nil, token: String? = nil, skipVerify: Bool = false, alias: String? = nil,
        socket: String? = nil, configuration: String? = nil
    ) {
        self.server = server
        self.token = token
        self.skipVerify = skipVerify
        self.alias = alias
        self.socket = socket
        self.configuration = configuration
    }

    package func endpoint(environment: [String: String]) throws -> Endpoint {
        let environment = environment.filter { !$0.value.isEmpty }
        let verify = Self.verifies(skipVerify: skipVerify, environment: environment)
        if let socket { return .socket(path: socket) }
        if let server { return try endpoint(of: server, environment: environment, verify: verify) }
        if let alias { return try saved(alias, environment: environment, verify: verify) }
        if let server = environment["KNOT_SERVER"] {
            return try endpoint(of: server, environment: environment, verify: verify)
        }
        if let socket = environment["KNOT_SOCKET"] { return .socket(path: socket) }
        let known = try ClientConfiguration.load(file: configuration, environment: environment)
        if known.connections[ClientConfiguration.defaultAlias] != nil {
            return try saved(ClientConfiguration.defaultAlias, environment: environment, verify: verify)
        }
        return .socket(path: Self.localSocket(file: configuration, environment: environment))
    }

    /// Whether a server's certificate must be trusted.
    static func verifies(skipVerify: Bool, environment: [String: String]) -> Bool {
        !skipVerify && !["true", "1", "yes"].contains(environment["KNOT_TLS_SKIP_VERIFY"]?.lowercased())
    }

    /// A server by its address, or by the alias or the host of a saved connection.
    private func endpoint(of server: String, environment: [String: String], verify: Bool) throws -> Endpoint {
        if let alias = try alias(of: server, environment: environment) {
            return try saved(alias, environment: environment, verify: verify)
        }
        return try Self.endpoint(server, token: token ?? environment["KNOT_TOKEN"], verify: verify)
    }

    /// The alias of the saved connection that is meant by what is no address: by its alias, else by its host. Fails
    /// where the host has several URLs.
    private func alias(of server: String, environment: [String: String]) throws -> String? {
        guard !server.contains("://") else { return nil }
        let known = try ClientConfiguration.load(file: configuration, environment: environment).connections
        if known[server] != nil { return server }
        let host = HostName.plain(server)
        let fitting = known.filter { !host.isEmpty && HostName.of($0.value.server) == host }
        let aliases = fitting.keys.sorted()
        let urls = Set(fitting.values.map { $0.server.hasSuffix("/") ? String($0.server.dropLast()) : $0.server })
        if urls.count > 1 {
            throw CommandFailure(
                .usage, "saved connections lead to \(urls.count) URLs on the host '\(server)'",
                hint: "name one of them instead: " + aliases.map { "--alias \($0)" }.joined(separator: ", "))
        }
        return aliases.first
    }

    /// What was given as the server and is neither an address nor anything saved: the name or the id of a node.
    func node(environment: [String: String]) throws -> String? {
        guard socket == nil, let text = server ?? (alias == nil ? environment["KNOT_SERVER"] : nil), !text.isEmpty,
            !text.contains("://"), try self.alias(of: text, environment: environment) == nil
        else { return nil }
        return text
    }

    /// Every server that is known without its name: the saved connections, and this machine's socket. Each has its own
    /// saved token at most: a token that was given is not for whichever server says that it has the name.
    func candidates(environment: [String: String]) throws -> [Candidate] {
        let environment = environment.filter { !$0.value.isEmpty }
        let verify = Self.verifies(skipVerify: skipVerify, environment: environment)
        let known = try ClientConfiguration.load(file: configuration, environment: environment).connections
        let saved = known.sorted { $0.key < $1.key }.compactMap { alias, connection -> Candidate? in
            let endpoint = try? Self.endpoint(connection, token: nil, verify: verify)
            return endpoint.map { Candidate(alias: alias, endpoint: $0) }
        }
        let socket = environment["KNOT_SOCKET"] ?? Self.localSocket(file: configuration, environment: environment)
        return saved + [Candidate(alias: nil, endpoint: .socket(path: socket))]
    }

    /// Reads a server's address: `https://…`, `http://…`, or `unix://` and a path.
    package static func endpoint(_ text: String, token: String?, verify: Bool) throws -> Endpoint {
        if text.hasPrefix("unix://") { return .socket(path: String(text.dropFirst("unix://".count))) }
        guard let url = URL(string: text), let scheme = url.scheme?.lowercased(), ["http", "https"].contains(scheme),
            let host = url.host, !host.isEmpty
        else {
            let fixed = text.contains("://") ? "" : ", for example https://\(text)"
            throw CommandFailure(
                .usage, "'\(text)' is not the URL of a server", hint: "write it with http:// or https://" + fixed)
        }
        var base = text
        while base.hasSuffix("/") { base.removeLast() }
        return .url(base, token: token, verify: verify)
    }

    private func saved(_ alias: String, environment: [String: String], verify: Bool) throws -> Endpoint {
        let known = try ClientConfiguration.load(file: configuration, environment: environment)
        guard let connection = known.connections[alias] else {
            let names = known.connections.keys.sorted().joined(separator: ", ")
            throw CommandFailure(
                .usage, "there is no connection '\(alias)'",
                hint: names.isEmpty
                    ? "make one with `knot connect URL --alias \(alias)`" : "the connections are \(names)")
        }
        return try Self.endpoint(connection, token: token ?? environment["KNOT_TOKEN"], verify: verify)
    }

    /// The server of a saved connection, with its saved token where no other is given.
    private static func endpoint(
        _ connection: ClientConfiguration.Connection, token: String?, verify: Bool
    ) throws -> Endpoint {
        try endpoint(
            connection.server, token: token ?? (connection.token.isEmpty ? nil : connection.token),
            verify: verify && !connection.skipVerify)
    }

    /// Where this machine's server puts its socket, by the knot.toml it would read, else by default. A server that root
    /// runs is found as well.
    private static func localSocket(file: String?, environment: [String: String]) -> String {
        let configured = try? ServerConfiguration.load(file: file, environment: environment).configuration.socketPath
        let path = configured ?? ClientConfiguration.socketPath(environment: environment)
        let shared = "/run/knot/knot.sock"
        if !FileManager.default.fileExists(atPath: path), FileManager.default.fileExists(atPath: shared) {
            return shared
        }
        return path
    }
}
