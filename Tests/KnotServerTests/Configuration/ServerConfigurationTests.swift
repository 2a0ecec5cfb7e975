import Foundation
import KnotModel
import Testing

#if canImport(KnotServerConfiguration)
    import KnotServerConfiguration
#else
    import KnotServer
#endif

@Suite struct ServerConfigurationTests {
    @Test func nothingGivenIsEnough() throws {
        let loaded = try load()
        let configuration = loaded.configuration
        #expect(configuration.listen == ListenAddress(host: "", port: 3000))
        #expect(configuration.url == "https://127.0.0.1:3000")
        #expect(configuration.tls == .init(certificateFile: nil, keyFile: nil))
        #expect(configuration.nodeName == "build-box-example-com")
        #expect(configuration.hostname == "Build_Box.example.com")
        #expect(configuration.timezone == "Europe/Berlin")
        #expect(configuration.databasePath == "./knot-data/knot.db")
        #expect(configuration.socketPath == "/home/alice/.knot/knot.sock")
        #expect(configuration.runtimePreference == [.docker, .podman, .apple])
        #expect(configuration.dockerHost == "unix:///var/run/docker.sock")
        #expect(configuration.relistInterval == Span(seconds: 30))
        #expect(configuration.parallelism == 8)
        #expect(configuration.logLevel == .info)
        #expect(configuration.zone == nil)
        #expect(configuration.encryptKey == nil)
        #expect(loaded.notices == ["no database is enabled; using the embedded SQLite database: ./knot-data/knot.db"])
    }

    @Test(arguments: GuideFiles.all)
    func guideFilesLoadAsTheyStand(text: String) throws {
        let loaded = try load(text)
        let configuration = loaded.configuration
        #expect(configuration.listen == ListenAddress(host: "0.0.0.0", port: 3000))
        #expect(configuration.databasePath == "./badgerdb/knot.db")
        #expect(configuration.cluster.peers.count == 3)
        #expect(configuration.cluster.key?.isEmpty == false)
        #expect(configuration.encryptKey?.isEmpty == false)
        #expect(configuration.zone?.isEmpty == false)
        #expect(configuration.agentEndpoint.hasSuffix(":3010"))
        let cluster = loaded.notices.first { $0.contains("comes with the cluster") }
        #expect(cluster?.contains("server.cluster.key") == true)
        #expect(loaded.notices.contains { $0.contains("server.agent_endpoint, server.wildcard_domain") })
        #expect(loaded.notices.contains { $0.contains("[server.badgerdb] selects the embedded SQLite database") })
    }

    @Test func flagBeatsVariableBeatsFileBeatsDefault() throws {
        let file = "[server]\nlisten = \":1\"\nzone = \"file\"\nparallelism = 2\n"
        let environment = ["KNOT_LISTEN": ":2", "KNOT_ZONE": "variable", "KNOT_PARALLELISM": ""]
        let configuration = try load(file, environment: environment, arguments: ["--listen", ":3"]).configuration
        #expect(configuration.listen.port == 3)
        #expect(configuration.zone == "variable")
        #expect(configuration.parallelism == 2)
    }

    @Test func addressesOfTheDefaultFollowTheListener() throws {
        let configuration = try load(arguments: ["--no-use-tls", "--listen=:8080"]).configuration
        #expect(configuration.tls == nil)
        #expect(configuration.url == "http://127.0.0.1:8080")
    }

    @Test func nodeIsNamedByTheSettingElseByItsAddressElseByTheMachine() throws {
        let address = "[server.cluster]\nadvertise_addr = \"East.example.com:3010\"\n"
        let advertised = try load(address).configuration
        #expect(advertised.nodeName == "east-example-com")
        #expect(advertised.nodeHosts == ["east.example.com", "build_box.example.com"])
        #expect(try load("[server]\nnode = \"web-1\"\n" + address).configuration.nodeName == "web-1")
        let numbers = "[server.cluster]\nadvertise_addr = \"[fd00::7]:3010\"\n"
        #expect(try load(numbers).configuration.nodeName == "fd00-7")
        #expect(throws: ConfigurationFailure.self) { try load("[server]\nnode = \"Web 1\"\n") }
    }

    @Test(arguments: [
        ("fd00::1", "fd00::1"), ("https://[FD00::1]:3000/x", "fd00::1"), ("10.0.0.7", "10.0.0.7"),
        ("https://Server1.example.com", "server1.example.com"), ("EAST:3010", "east"),
        ("127.example.com:3010", "127.example.com"),
    ])
    func hostOfAnAddressIsFoundWithAndWithoutAPort(address: String, host: String) throws {
        let configuration = try load("[server.cluster]\nadvertise_addr = \"\(address)\"\n").configuration
        #expect(configuration.nodeHosts == [host, "build_box.example.com"])
        #expect(configuration.nodeName == Machine.label(host))
        #expect(configuration.access.hosts.allows(host.contains(":") ? "[\(host)]" : host, at: nil))
    }

    @Test(arguments: [
        "0.0.0.0:3010", "[::]:3010", "::", ":3010", "localhost:3010", "https://127.0.0.1:3000", "127.1.2.3", "::1",
        "[0:0:0:0:0:0:0:1]:3010", "[::ffff:127.0.0.1]:3010",
    ])
    func hostThatEveryMachineHasNamesNoNode(address: String) throws {
        let configuration = try load(
            "[server]\nhostname = \"localhost\"\n[server.cluster]\nadvertise_addr = \"\(address)\"\n"
        ).configuration
        #expect(configuration.nodeName == "build-box-example-com")
        #expect(configuration.nodeHosts == ["build_box.example.com"])
    }

    @Test func addressThatNamesTheNodeIsActive() throws {
        let loaded = try load("[server.cluster]\nadvertise_addr = \"east.example.com\"\nbind_addr = \":3010\"\n")
        #expect(!loaded.notices.contains { $0.contains("advertise_addr") })
        #expect(loaded.notices.contains("not active yet, comes with the cluster: server.cluster.bind_addr"))
    }

    @Test func expressionGroupHoldsWhatTemplatesMayUse() throws {
        let configuration = try load("[server]\nurl = \"https://knot.example.com/\"\nzone = \"us-west\"\n")
            .configuration
        #expect(configuration.expressionGroup["url"] == "https://knot.example.com")
        #expect(configuration.expressionGroup["zone"] == "us-west")
        #expect(configuration.expressionGroup["timezone"] == "Europe/Berlin")
        #expect(configuration.expressionGroup["agent_endpoint"] == "")
        #expect(configuration.expressionGroups["nomad"]?.map?["dc"] == "")
    }

    @Test func socketDependsOnWhoRunsIt() throws {
        let session = try load(environment: ["HOME": "/home/alice", "XDG_RUNTIME_DIR": "/run/user/7"]).configuration
        #expect(session.socketPath == "/run/user/7/knot.sock")
        #expect(session.engineAddresses[.podman]?.last == "unix:///run/user/7/podman/podman.sock")
        var root = machine
        root.isRoot = true
        #expect(
            try ServerConfiguration.load(text: "", machine: root).configuration.socketPath == "/run/knot/knot.sock")
        #expect(try load(arguments: ["--socket", "/tmp/k.sock"]).configuration.socketPath == "/tmp/k.sock")
    }

    @Test func engineThatWasNamedIsTheOnlyOneTried() throws {
        let configuration = try load("[server.podman]\nhost = \"tcp://10.0.0.1:2375\"").configuration
        #expect(configuration.engineAddresses[.podman] == ["tcp://10.0.0.1:2375"])
    }

    @Test func sectionsOfOtherProgramsAreLeftAlone() throws {
        _ = try load("[client.connection.default]\nserver = \"x\"\n[agent]\nendpoint = \"y\"\n")
    }

    @Test func tablesOfLaterVersionsLoad() throws {
        let loaded = try load(
            "[[server.secret_providers]]\nprovider = \"vault\"\n[[server.mcp.remote_servers]]\nurl = \"u\"\n")
        #expect(loaded.notices.contains { $0.contains("server.secret_providers") && $0.contains("not active yet") })
        #expect(loaded.notices.contains("not used: server.mcp.remote_servers"))
    }

    @Test func secretThatCanBeGuessedIsReported() throws {
        #expect(try load("[server]\nencrypt = \"<output>\"").notices.contains { $0.contains("easy to guess") })
        let strong = try load("[server]\nencrypt = \"0123456789abcdef0123456789abcdef\"")
        #expect(!strong.notices.contains { $0.contains("easy to guess") })
    }

    @Test func fileIsFoundByVariableAndByFlag() throws {
        let directory = NSTemporaryDirectory() + "knot-configuration-\(UUID().uuidString)"
        try FileManager.default.createDirectory(atPath: directory, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(atPath: directory) }
        try Data("[server]\nzone = \"a\"".utf8).write(to: URL(fileURLWithPath: directory + "/knot.toml"))
        try Data("[server]\nzone = \"b\"".utf8).write(to: URL(fileURLWithPath: directory + "/other.toml"))
        var here = machine
        here.directory = directory
        func zone(_ environment: [String: String], _ arguments: [String] = []) throws -> String? {
            try ServerConfiguration.load(environment: environment, arguments: arguments, machine: here)
                .configuration.zone
        }
        #expect(try zone([:]) == "a")
        #expect(try zone(["KNOT_CONFIG": directory + "/other.toml"]) == "b")
        #expect(try zone([:], ["-c", directory + "/other.toml"]) == "b")
        here.directory = "/nowhere"
        #expect(try zone(["HOME": directory]) == "a")
        #expect(throws: ConfigurationFailure.self) { try zone([:], ["--config=/nowhere/at/all.toml"]) }
    }
}
