import Foundation
import KnotAPI
import KnotCommand
import KnotModel
import Testing

@Suite struct EndpointChoiceTests {
    /// Leads to no file of the machine that runs the test.
    private let bare = ["HOME": "/nowhere", "XDG_CONFIG_HOME": "/nowhere"]

    private func endpoint(_ choice: EndpointChoice, _ more: [String: String] = [:]) throws -> Endpoint {
        try choice.endpoint(environment: bare.merging(more) { $1 })
    }

    @Test func theCommandLineGoesFirst() throws {
        let environment = ["KNOT_SOCKET": "/s", "KNOT_SERVER": "https://env", "KNOT_TOKEN": "t"]
        #expect(try endpoint(EndpointChoice(socket: "/x"), environment) == .socket(path: "/x"))
        #expect(
            try endpoint(EndpointChoice(server: "http://a:1/"), environment)
                == .url("http://a:1", token: "t", verify: true))
        #expect(
            try endpoint(EndpointChoice(server: "https://a", token: "u", skipVerify: true), environment)
                == .url("https://a", token: "u", verify: false))
        #expect(try endpoint(EndpointChoice(), environment) == .url("https://env", token: "t", verify: true))
        #expect(try endpoint(EndpointChoice(), ["KNOT_SOCKET": "/s"]) == .socket(path: "/s"))
    }

    @Test func aNodeIsFoundAmongTheServersThatAreKnown() async throws {
        let folder = FileManager.default.temporaryDirectory.appending(path: "knot-choice-\(UUID().uuidString)")
        defer { try? FileManager.default.removeItem(at: folder) }
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        let file = folder.appending(path: "client.toml").path
        let text = ["east", "west", "away"].map { name in
            "[client.connection.\(name)]\nserver = \"https://\(name).example.com:3000\"\ntoken = \"\(name)-token\"\n"
        }
        try Data(text.joined().utf8).write(to: URL(filePath: file))
        let ids = ["east": "00ee", "west": "00ff"]
        let ask: @Sendable (Endpoint) async -> VersionDocument? = { endpoint in
            guard case .url(let url, nil, true) = endpoint, let name = ids.keys.first(where: { url.contains($0) })
            else { return nil }
            return VersionDocument(
                version: "1", node: name == "east" ? "alpha" : "beta", nodeID: NodeID(ids[name] ?? ""), cluster: "c",
                zone: nil, user: nil)
        }
        let bare = bare
        func find(_ server: String, token: String? = nil) async throws -> Endpoint {
            try await EndpointChoice(server: server, token: token, configuration: file)
                .endpoint(environment: bare, ask: ask)
        }
        let west = Endpoint.url("https://west.example.com:3000", token: "west-token", verify: true)
        for name in ["beta", "00ff", "west", "west.example.com"] { #expect(try await find(name) == west) }
        #expect(
            try await find("alpha", token: "t")
                == .url("https://east.example.com:3000", token: "east-token", verify: true))
        for name in ["west", "west.example.com"] {
            #expect(
                try await find(name, token: "t") == .url("https://west.example.com:3000", token: "t", verify: true))
        }
        #expect(try await find("https://beta", token: "t") == .url("https://beta", token: "t", verify: true))
        let failure = await #expect(throws: CommandFailure.self) { try await find("gamma") }
        #expect(failure?.status == .usage)
        #expect(failure?.hint.contains("alpha, beta") == true)
    }

    /// What `server` means where `urls` are saved by alias, and `nodes` says what each answers.
    private func find(
        _ server: String, urls: [String: String], nodes: [String: VersionDocument] = [:],
        environment: [String: String] = [:]
    ) async throws -> Endpoint {
        let file = FileManager.default.temporaryDirectory.appending(path: "knot-choice-\(UUID().uuidString).toml")
        defer { try? FileManager.default.removeItem(at: file) }
        let text = urls.map { "[client.connection.\($0)]\nserver = \"\($1)\"\ntoken = \"\($0)-token\"\n" }
        try Data(text.joined().utf8).write(to: file)
        return try await EndpointChoice(server: server, configuration: file.path)
            .endpoint(environment: bare.merging(environment) { $1 }) { endpoint in
                guard case .url(let url, nil, _) = endpoint else { return nil }
                return urls.first { $0.value == url }.flatMap { nodes[$0.key] }
            }
    }

    private func answer(_ node: String, id: String?, cluster: String) -> VersionDocument {
        VersionDocument(version: "1", node: node, nodeID: id.map { NodeID($0) }, cluster: cluster, zone: nil, user: nil)
    }

    @Test func aNameOrIDOfSeveralServersIsRefused() async throws {
        let urls = ["a": "https://a.example.com", "b": "https://b.example.com"]
        let clashes = [
            // Ids that an earlier version made, in two clusters.
            [answer("one", id: "web", cluster: "c1"), answer("two", id: "web", cluster: "c2")],
            // The id of one is the name of the other.
            [answer("one", id: "web", cluster: "c"), answer("web", id: "00ff", cluster: "c")],
            [answer("web", id: "00ee", cluster: "c"), answer("web", id: "00ff", cluster: "c")],
            [answer("web", id: nil, cluster: "c1"), answer("web", id: nil, cluster: "c2")],
        ]
        for answers in clashes {
            let failure = await #expect(throws: CommandFailure.self) {
                try await find("web", urls: urls, nodes: ["a": answers[0], "b": answers[1]])
            }
            #expect(failure?.status == .usage)
            #expect(failure?.hint.contains("--alias a, --alias b") == true)
        }
        let same = answer("web", id: "00ff", cluster: "c")
        let found = try await find("Web", urls: urls, nodes: ["a": same, "b": same])
        #expect(found == .url("https://a.example.com", token: "a-token", verify: true))
    }

    @Test func aTokenThatIsGivenIsNotForWhoeverHasTheName() async throws {
        let urls = ["a": "https://a.example.com"]
        let nodes = ["a": answer("web", id: "00ff", cluster: "c")]
        let environment = ["KNOT_TOKEN": "given"]
        let own = Endpoint.url("https://a.example.com", token: "a-token", verify: true)
        let given = Endpoint.url("https://a.example.com", token: "given", verify: true)
        for name in ["web", "00ff"] {
            #expect(try await find(name, urls: urls, nodes: nodes, environment: environment) == own)
        }
        for name in ["a", "https://a.example.com"] {
            #expect(try await find(name, urls: urls, nodes: nodes, environment: environment) == given)
        }
    }

    @Test func aHostWithSeveralURLsIsRefused() async throws {
        let urls = ["a": "https://one.example.com:3000", "b": "https://One.example.com:4000"]
        let failure = await #expect(throws: CommandFailure.self) { try await find("one.example.com", urls: urls) }
        #expect(failure?.status == .usage)
        #expect(failure?.hint.contains("--alias a, --alias b") == true)
        let twice = ["a": "https://one.example.com:3000/", "b": "https://one.example.com:3000"]
        let found = try await find("one.example.com", urls: twice)
        #expect(found == .url("https://one.example.com:3000", token: "a-token", verify: true))
    }

    @Test(arguments: [
        ("https://East.example.com:3000", "east.EXAMPLE.com"), ("https://[fd00::1]:3000", "FD00::1"),
        ("https://[FD00::1]", "[fd00::1]"), ("https://east.example.com", "east.example.com."),
    ])
    func hostsAreComparedInOneForm(url: String, server: String) async throws {
        #expect(try await find(server, urls: ["a": url]) == .url(url, token: "a-token", verify: true))
    }

    @Test func addressesAreChecked() throws {
        #expect(
            try EndpointChoice.endpoint("unix:///run/k.sock", token: nil, verify: true) == .socket(path: "/run/k.sock"))
        for text in ["knot.example.com", "ftp://x", "http://", ""] {
            let failure = #expect(throws: CommandFailure.self) {
                try EndpointChoice.endpoint(text, token: nil, verify: true)
            }
            #expect(failure?.status == .usage)
        }
    }

    @Test func anUnknownAliasIsExplained() {
        let failure = #expect(throws: CommandFailure.self) { try endpoint(EndpointChoice(alias: "work")) }
        #expect(failure?.hint.contains("knot connect URL --alias work") == true)
    }

    @Test func aTokenIsNeverShown() {
        #expect(!Endpoint.url("https://a", token: "secret", verify: true).description.contains("secret"))
    }
}
