import Testing

#if canImport(KnotServerConfiguration)
    import KnotServerConfiguration
#else
    import KnotServer
#endif

@Suite struct ConfigurationFailureTests {
    @Test func everyProblemIsSaidAtOnceWithItsLine() {
        let text = """
            [server]
            # a comment
            listn = ":3000"
            url = "nonsense"
            zone = "Not A Zone"

            [server.mysql]
            port = "many"

            [server.cluster]
            peers = [
              "a",
              1,
            ]
            key = 5
            """
        #expect(
            problems(text) == [
                "knot.toml:15: error: server.cluster.key expects a string, found something else",
                "knot.toml:11: error: server.cluster.peers expects a list of strings, found a list",
                "knot.toml:3: error: server.listn is not a known setting; did you mean server.listen?",
                "knot.toml:8: error: server.mysql.port expects a whole number, found the string \"many\"",
                "knot.toml:4: error: server.url: 'nonsense' is not a URL; write https://knot.example.com",
                "knot.toml:5: error: server.zone: 'Not A Zone' is not a zone's name; it must be 1 to 63 lower-case "
                    + "letters, digits and dashes, with no dash at either end",
            ])
    }

    @Test(arguments: [
        ("[sever]\nlisten = \":1\"", "knot.toml:1: error: [sever] is not a known section; did you mean [server]?"),
        (
            "[docker]\nhost = \"x\"",
            "knot.toml:1: error: [docker] is not a known section; did you mean [server.docker]?"
        ),
        ("listen = \":1\"", "knot.toml:1: error: listen is not a known setting; did you mean server.listen?"),
        ("[server]\nsqlite = true", "knot.toml:2: error: server.sqlite is not a known setting"),
        ("[server]\nlisten = \"3000\"", "write 0.0.0.0:3000 or :3000"),
        ("[server.mysql]\nenabled = true", "not available in this version; use [server.sqlite]"),
        ("[server.redis]\nenabled = true", "not available in this version; use [server.sqlite]"),
        ("[server.sqlite]\nenabled = true\n[server.badgerdb]\nenabled = true", "a server has one database"),
        ("[server.tls]\ncert_file = \"a.pem\"", "server.tls.key_file is missing"),
        ("[server]\ntimezone = \"Mars/North\"", "not a known time zone"),
        ("[server]\nrelist_interval = \"soon\"", "for example 30s"),
        ("[server]\nrelist_interval = \"5ms\"", "must be 1s to 1h"),
        ("[server]\nparallelism = 0", "must be 1 to 256"),
        ("[server.local_containers]\nruntime_pref = [\"lxc\"]", "choose among docker, podman and apple"),
        ("[server.docker]\nhost = \"/var/run/docker.sock\"", "write unix:///var/run/docker.sock"),
        ("[log]\nlevel = \"loud\"", "choose among trace"),
        ("[server]\nnode = \"A B\"", "not a node's name"),
        ("[server]\nlisten = 2026-01-01", "found a date or time"),
    ])
    func messageSaysWhatWouldBeRight(text: String, expected: String) {
        let found = problems(text)
        #expect(found.count == 1)
        #expect(found.first?.contains(expected) == true, "\(found)")
    }

    @Test func brokenFileHasLineAndColumn() {
        #expect(problems("[server]\nlisten = ").first?.hasPrefix("knot.toml:2:") == true)
        #expect(problems("a = \"\0\"").first?.contains("NUL") == true)
        #expect(problems("a = \"\\u0000\"").first?.contains("NUL") == true)
    }

    @Test func flagsAndVariablesAreNamed() {
        let found = problems(
            environment: ["KNOT_USE_TLS": "maybe", "KNOT_CLUSTER_KEY": "x"],
            arguments: ["--lisen", ":1", "--mysql-port=x", "stray", "--no-listen", "--zone"])
        #expect(
            found == [
                "--lisen: error: --lisen is not a known flag; did you mean --listen?",
                "--mysql-port: error: server.mysql.port expects a whole number, found 'x'",
                "stray: error: 'stray' is not expected here; every setting is a flag that begins with --",
                "--no-listen: error: --no-listen is not a known flag; did you mean --dns-listen?",
                "--zone: error: a value is missing; it expects a string",
                "KNOT_USE_TLS: error: server.tls.use_tls expects true or false, found 'maybe'",
            ])
    }
}
