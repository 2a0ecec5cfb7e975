import KnotAPI
import KnotCommand
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
