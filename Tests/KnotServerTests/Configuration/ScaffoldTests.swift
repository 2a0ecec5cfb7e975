import KnotModel
import Testing

#if canImport(KnotServerConfiguration)
    import KnotServerConfiguration
#else
    import KnotServer
#endif

@Suite struct ScaffoldTests {
    @Test func serverFileLoads() throws {
        let loaded = try load(Scaffold.server)
        #expect(loaded.notices.isEmpty)
        var same = try load().configuration
        same.file = loaded.configuration.file
        #expect(loaded.configuration == same)
    }

    @Test func serverFileTakesAKey() throws {
        let key = "0123456789abcdefghijklmnopqrstuv"
        #expect(try load(Scaffold.server(encrypt: key)).configuration.encryptKey == key)
    }

    /// Whoever removes the comment signs must get a file that loads, too.
    @Test func everyLineThatIsCommentedOutLoads() throws {
        let lines = Scaffold.server.split(separator: "\n", omittingEmptySubsequences: false).map { line in
            line.hasPrefix("# ") && line.contains(" = ") || line.hasPrefix("# [") ? line.dropFirst(2) : line
        }
        let text = lines.joined(separator: "\n")
        #expect(problems(text).isEmpty)
    }

    @Test func clientFileLoads() throws {
        let client = try ClientConfiguration.load(text: Scaffold.client)
        #expect(client.connections["default"]?.server == "https://knot.example.com:3000")
    }

    @Test func agentFileLoads() throws {
        _ = try load(Scaffold.agent)
    }

    @Test func nomadJobHoldsAFileThatLoads() throws {
        let parts = Scaffold.nomad.split(separator: "EOF")
        try #require(parts.count == 3)
        let loaded = try load(String(parts[1]))
        #expect(loaded.configuration.databasePath == "/var/lib/knot/knot.db")
    }
}
