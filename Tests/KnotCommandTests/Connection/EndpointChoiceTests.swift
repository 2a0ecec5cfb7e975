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
            try await find("alpha", token: "t") == .url("https://east.example.com:3000", token: "t", verify: true))
        #expect(try await find("https://beta", token: "t") == .url("https://beta", token: "t", verify: true))
        let failure = await #expect(throws: CommandFailure.self) { try await find("gamma") }
        #expect(failure?.status == .usage)
        #expect(failure?.hint.contains("alpha, beta") == true)
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
