import KnotEngine
import KnotModel
import Testing

struct EngineEndpointTests {
    @Test(arguments: [
        ("unix:///var/run/docker.sock", EngineEndpoint.unix(path: "/var/run/docker.sock")),
        ("/run/podman/podman.sock", .unix(path: "/run/podman/podman.sock")),
        ("tcp://10.0.0.1:2375", .tcp(host: "10.0.0.1", port: 2375, tls: false)),
        ("tcp://engine.example/", .tcp(host: "engine.example", port: 2375, tls: false)),
        ("tcp+tls://engine.example", .tcp(host: "engine.example", port: 2376, tls: true)),
        ("https://[fd00::1]:443", .tcp(host: "fd00::1", port: 443, tls: true)),
    ])
    func reads(text: String, endpoint: EngineEndpoint) throws {
        #expect(try EngineEndpoint(parsing: text) == endpoint)
    }

    @Test(arguments: [
        "", "docker.sock", "unix://docker.sock", "ssh://host", "tcp://", "tcp://host:0", "tcp://host:70000",
        "tcp://host:x", "tcp://a b:1", "tcp://[zz]:1", "tcp://[::1]x", "tcp://host/path:1",
        "unix:///" + String(repeating: "a", count: 110),
    ])
    func refuses(text: String) {
        #expect(throws: FormatError.self) { try EngineEndpoint(parsing: text) }
    }

    @Test func isWrittenAsItIsRead() throws {
        for text in ["unix:///run/a b.sock", "tcp://h:1", "tcp+tls://[fd00::1]:2376"] {
            #expect(try EngineEndpoint(parsing: text).description == text)
        }
    }

    @Test func putsASocketsPathIntoTheHostOfAURL() throws {
        #expect(try EngineEndpoint(parsing: "/run/a b.sock").urlBase == "http+unix://%2Frun%2Fa%20b.sock")
        #expect(try EngineEndpoint(parsing: "tcp://[::1]:5").hostHeader == "[::1]:5")
    }
}
