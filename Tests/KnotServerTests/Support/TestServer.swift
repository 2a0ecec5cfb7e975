import AsyncHTTPClient
import Foundation
import KnotAPI
import KnotDatabase
import KnotModel
import KnotNode
import KnotServer
import KnotStore
import Logging
import NIOCore
import NIOHTTP1
import ServiceLifecycle

/// A node with its API on a real Unix socket and a real TCP port, over a database and an engine in memory.
struct TestServer: Sendable {
    let node: Node
    let api: API
    let database: MemoryDatabase
    let engine: ScriptedEngine
    let socket: String
    let port: Int
    let client: HTTPClient

    /// Starts a server, lends it to `body`, and stops it gracefully.
    static func with(
        database: MemoryDatabase = MemoryDatabase(), engine: ScriptedEngine = ScriptedEngine(),
        access: NetworkAccess = .init(hosts: .init(["knot"])), limits: ConnectionTable.Limits = .init(),
        _ body: @Sendable @escaping (TestServer) async throws -> Void
    ) async throws {
        let directory = FileManager.default.temporaryDirectory.appendingPathComponent(
            "knot-\(UUID().uuidString.prefix(8))")
        try FileManager.default.createDirectory(at: directory, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: directory) }
        let socket = directory.appendingPathComponent("s").path
        let (state, entries) = try await database.load(into: LaneTable())
        let registry = MetricRegistry()
        var logger = Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }
        logger.logLevel = .critical
        let node = Node(
            NodeCore.Configuration(node: state.node, cluster: state.cluster, seed: 1), state: state,
            entries: entries, database: database, engines: [engine], metrics: NodeMetrics(registry), logger: logger)
        let api = API(node: node, registry: registry, version: "9.9.9", access: access)
        let (ready, source) = AsyncStream.makeStream(of: Int?.self)
        let services: [any Service] = [
            node,
            Listener(api, at: .socket(path: socket), logger: logger) { source.yield($0) },
            Listener(api, at: .network(host: "0.0.0.0", port: 0), limits: limits, logger: logger) { source.yield($0) },
        ]
        let group = ServiceGroup(configuration: .init(services: services.map { .init(service: $0) }, logger: logger))
        var configuration = HTTPClient.Configuration()
        configuration.connectionPool.concurrentHTTP1ConnectionsPerHostSoftLimit = 1000
        let client = HTTPClient(eventLoopGroupProvider: .singleton, configuration: configuration)
        let result = await withTaskGroup(of: Result<Void, any Error>?.self) { tasks in
            tasks.addTask {
                do {
                    try await group.run()
                    return nil
                } catch {
                    return .failure(error)
                }
            }
            tasks.addTask {
                do {
                    var ports: [Int] = []
                    var count = 0
                    for await port in ready {
                        if let port { ports.append(port) }
                        count += 1
                        if count == 2 { break }
                    }
                    let server = TestServer(
                        node: node, api: api, database: database, engine: engine, socket: socket,
                        port: ports.first ?? 0, client: client)
                    try await body(server)
                    await group.triggerGracefulShutdown()
                    return .success(())
                } catch {
                    await group.triggerGracefulShutdown()
                    return .failure(error)
                }
            }
            var outcome: Result<Void, any Error> = .success(())
            for await result in tasks {
                if case .failure(let error) = result { outcome = .failure(error) }
            }
            return outcome
        }
        try await client.shutdown()
        try result.get()
    }

    /// One request through the Unix socket; with `token`, or with `tcp`, over TCP.
    func open(
        _ method: String = "GET", _ path: String, body: HTTPClientRequest.Body? = nil, headers: [(String, String)] = [],
        token: String? = nil, tcp: Bool = false
    ) async throws -> HTTPClientResponse {
        let encoded = socket.addingPercentEncoding(withAllowedCharacters: .alphanumerics) ?? ""
        let base = tcp || token != nil ? "http://127.0.0.1:\(port)" : "http+unix://\(encoded)"
        var request = HTTPClientRequest(url: base + path)
        request.method = .init(rawValue: method)
        request.headers.add(name: "Host", value: "knot")
        for (name, value) in headers { request.headers.add(name: name, value: value) }
        if let token { request.headers.add(name: "Authorization", value: "Bearer \(token)") }
        request.body = body
        return try await client.execute(request, deadline: .now() + .seconds(300))
    }

    struct Reply: Sendable {
        var status: Int
        var etag: String?
        var allow: String?
        var bytes: [UInt8]

        var text: String { String(decoding: bytes, as: UTF8.self) }

        func decode<Document: Decodable>(_ type: Document.Type = Document.self) throws -> Document {
            try APICoding.decode(type, from: bytes)
        }

        var codes: [Failure.Code] { (try? decode(ErrorDocument.self).errors.map(\.failure.code)) ?? [] }
    }

    func send(
        _ method: String = "GET", _ path: String, _ text: String? = nil, headers: [(String, String)] = [],
        token: String? = nil, tcp: Bool = false
    ) async throws -> Reply {
        let body = text.map { HTTPClientRequest.Body.bytes(ByteBuffer(string: $0)) }
        let response = try await open(method, path, body: body, headers: headers, token: token, tcp: tcp)
        let buffer = try await response.body.collect(upTo: 64 << 20)
        return Reply(
            status: Int(response.status.code), etag: response.headers.first(name: "ETag"),
            allow: response.headers.first(name: "Allow"),
            bytes: Array(buffer.readableBytesView))
    }

    @discardableResult
    func apply(_ yaml: String, _ query: String = "", token: String? = nil) async throws -> Reply {
        try await send("POST", "/api/v1/apply\(query)", yaml, token: token)
    }

    /// Waits until a space is in a phase.
    func settle(_ path: String, _ phase: Status.Phase) async throws -> ResourceDocument {
        let clock = ContinuousClock()
        let limit = clock.now + .seconds(300)
        while true {
            let reply = try await send("GET", path)
            if let document = try? reply.decode(ResourceDocument.self), document.status?.phase == phase {
                return document
            }
            guard clock.now < limit else { throw Failure(.timeout, subject: path, "it is not \(phase): \(reply.text)") }
            try await Task.sleep(for: .milliseconds(10))
        }
    }

    func makeToken(user: String) async throws -> String {
        let reply = try await send("POST", "/api/v1/tokens", #"{"user": "\#(user)"}"#)
        return try reply.decode(TokenDocument.self).token ?? ""
    }
}

/// A template, and a space of it.
let ubuntu = """
    kind: Template
    name: ubuntu
    labels: {team: web}
    container:
      image: ubuntu:24.04
      command: [sleep, infinity]
    """
let web = """
    kind: Space
    name: web
    template: ubuntu
    running: true
    """
