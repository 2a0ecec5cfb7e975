import ArgumentParser
import Foundation
import KnotAPI
import KnotServer

/// `knot connect URL`: tries a server and remembers it.
struct Connect: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Remember a server elsewhere, so that every verb finds it.",
        discussion: """
            The connection is tried first and kept in ~/.config/knot/client.toml, readable by you alone. Make a token \
            on the server with: knot token create NAME
            """)

    @Argument(help: "The server, for example https://knot.example.com.") var url: String
    @Option(help: ArgumentHelp("Name of the connection.", valueName: "alias")) var alias = ClientConfiguration
        .defaultAlias
    @Option(help: ArgumentHelp("Your token (KNOT_TOKEN).", valueName: "token")) var token: String?
    @Flag(name: .customLong("tls-skip-verify"), help: "Accept any certificate.") var skipVerify = false

    func run() async throws {
        let environment = ProcessInfo.processInfo.environment.filter { !$0.value.isEmpty }
        let token = token ?? environment["KNOT_TOKEN"]
        // By its URL alone: with a saved connection's token it would be tried, and saved without that token.
        let endpoint = try EndpointChoice.endpoint(
            url, token: token, verify: EndpointChoice.verifies(skipVerify: skipVerify, environment: environment))
        let answer = try await KnotClient.with(endpoint) { try await $0.version() }
        guard answer.user != nil else {
            throw CommandFailure(
                .forbidden, "\(endpoint) answers, but takes you for nobody",
                hint: "make a token there with `knot token create NAME`, then `knot connect \(url) --token TOKEN`")
        }
        let path = ClientConfiguration.path(environment: environment)
        var known = ClientConfiguration()
        if FileManager.default.fileExists(atPath: path) {
            known = try ClientConfiguration.load(text: try String(contentsOfFile: path, encoding: .utf8), name: path)
        }
        let address = if case .url(let base, _, _) = endpoint { base } else { url }
        known.connections[alias] = .init(server: address, token: token ?? "", skipVerify: skipVerify)
        try known.save(to: path)
        let option = alias == ClientConfiguration.defaultAlias ? "" : " with --alias \(alias)"
        Console().print("Connected to \(endpoint) as \(answer.user ?? ""); every verb finds it from now on\(option).")
        if skipVerify {
            Console().note("Its certificate is not looked at, now and later: anybody in between can read along.")
        }
    }
}
