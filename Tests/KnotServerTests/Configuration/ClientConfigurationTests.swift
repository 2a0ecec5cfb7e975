import Foundation
import Testing

#if canImport(KnotServerConfiguration)
    import KnotServerConfiguration
#else
    import KnotServer
#endif

@Suite struct ClientConfigurationTests {
    @Test func whatIsSavedIsRead() throws {
        let home = NSTemporaryDirectory() + "knot-client-\(UUID().uuidString)"
        defer { try? FileManager.default.removeItem(atPath: home) }
        let environment = ["HOME": home]
        let path = ClientConfiguration.path(environment: environment)
        var client = ClientConfiguration()
        client.connections["default"] = .init(server: "https://a", token: "knot_\"quoted\"\\\n")
        client.connections["odd alias.x"] = .init(server: "http://b", skipVerify: true)
        try client.save(to: path)
        #expect(try ClientConfiguration.load(environment: environment, directory: home) == client)
        let attributes = try FileManager.default.attributesOfItem(atPath: path)
        #expect(attributes[.posixPermissions] as? Int == 0o600)
        client.connections["default"] = nil
        try client.save(to: path)
        #expect(try ClientConfiguration.load(environment: environment, directory: home) == client)
        #expect(try FileManager.default.contentsOfDirectory(atPath: home + "/.config/knot") == ["client.toml"])
    }

    @Test func sharedFileIsReadAndOwnFileWins() throws {
        let home = NSTemporaryDirectory() + "knot-client-\(UUID().uuidString)"
        defer { try? FileManager.default.removeItem(atPath: home) }
        try FileManager.default.createDirectory(atPath: home, withIntermediateDirectories: true)
        let shared = """
            [server]
            listen = ":3000"
            [client.connection.default]
            server = "http://shared"
            [client.connection.other]
            server = "http://other"
            token = "t"
            """
        try Data(shared.utf8).write(to: URL(fileURLWithPath: home + "/knot.toml"))
        let environment = ["HOME": home]
        let own = ClientConfiguration(connections: ["default": .init(server: "http://own")])
        try own.save(to: ClientConfiguration.path(environment: environment))
        let client = try ClientConfiguration.load(environment: environment, directory: home)
        #expect(client.connections["default"]?.server == "http://own")
        #expect(client.connections["other"] == .init(server: "http://other", token: "t"))
    }

    @Test func noFileIsFine() throws {
        let client = try ClientConfiguration.load(environment: ["HOME": "/nowhere"], directory: "/nowhere")
        #expect(client.connections.isEmpty)
    }

    @Test(arguments: [
        ("[client.connection.a]\nsever = \"x\"", "did you mean server?"),
        ("[client.connection.a]\ntoken = \"x\"", "has no server"),
        ("[client.connection]\na = 1", "expects a table"),
        ("[client.conection.a]\nserver = \"x\"", "did you mean client.connection?"),
        ("[server]\nlisten = \"x\"", "[server] is not expected here"),
    ])
    func mistakesAreNamed(text: String, expected: String) {
        do throws(ConfigurationFailure) {
            _ = try ClientConfiguration.load(text: text)
            Issue.record("it loaded")
        } catch {
            #expect(error.description.contains(expected), "\(error)")
        }
    }
}
