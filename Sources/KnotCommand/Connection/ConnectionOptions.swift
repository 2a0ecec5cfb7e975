import ArgumentParser
import Foundation
import KnotAPI

/// The flags that say which server a verb speaks to.
struct ConnectionOptions: ParsableArguments {
    @Option(
        help: ArgumentHelp(
            "URL of the server, or a saved connection's alias or host, or its node's name or id (KNOT_SERVER).",
            valueName: "server"))
    var server: String?

    @Option(help: ArgumentHelp("Token for that server (KNOT_TOKEN).", valueName: "token"))
    var token: String?

    @Flag(name: .customLong("tls-skip-verify"), help: "Accept any certificate (KNOT_TLS_SKIP_VERIFY=true).")
    var skipVerify = false

    @Option(help: ArgumentHelp("A connection saved by 'knot connect'.", valueName: "alias"))
    var alias: String?

    @Option(
        help: ArgumentHelp("Unix socket of a server on this machine (KNOT_SOCKET).", valueName: "path"),
        completion: .file())
    var socket: String?

    @Option(
        name: [.short, .customLong("config")],
        help: ArgumentHelp("A knot.toml to look for connections in.", valueName: "file"),
        completion: .file())
    var configuration: String?

    init() {}

    /// The server that is meant.
    func endpoint() async throws -> Endpoint {
        let choice = EndpointChoice(
            server: server, token: token, skipVerify: skipVerify, alias: alias, socket: socket,
            configuration: configuration)
        return try await choice.endpoint(environment: ProcessInfo.processInfo.environment) { endpoint in
            try? await KnotClient.with(endpoint) { client in try await client.version(patience: 5) }
        }
    }

    /// Lends a client for the server that is meant.
    func withClient<Result>(_ body: (KnotClient) async throws -> Result) async throws -> Result {
        try await KnotClient.with(try await endpoint(), body)
    }
}
