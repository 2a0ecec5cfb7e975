import AsyncHTTPClient
import Foundation
import KnotEngine
import KnotModel
import KnotPlan
import Logging
import NIOCore
import NIOHTTP1
import Testing

/// A real engine that the environment names: `KNOT_TEST_DOCKER` and `KNOT_TEST_PODMAN` hold addresses, and
/// `KNOT_TEST_IMAGE` an image with busybox that both have.
struct EngineUnderTest: Sendable, CustomTestStringConvertible {
    let kind: EngineKind
    let endpoint: EngineEndpoint

    var testDescription: String { kind.rawValue }

    static let image = ProcessInfo.processInfo.environment["KNOT_TEST_IMAGE"] ?? ""

    static let pullable = ProcessInfo.processInfo.environment["KNOT_TEST_PULL"]

    static let all: [EngineUnderTest] = [EngineKind.docker, .podman].compactMap { kind in
        guard let text = ProcessInfo.processInfo.environment["KNOT_TEST_\(kind.rawValue.uppercased())"],
            let endpoint = try? EngineEndpoint(parsing: text)
        else { return nil }
        return EngineUnderTest(kind: kind, endpoint: endpoint)
    }

    static var isThere: Bool { !all.isEmpty && !image.isEmpty }

    private static let client = DockerEngine.makeClient()

    func engine(pins: PinnedMounts? = nil) -> DockerEngine {
        DockerEngine(
            kind: kind, endpoint: endpoint, client: Self.client, logger: Logger(label: "test"), pins: pins)
    }

    /// What somebody else does to the engine.
    @discardableResult
    func outside(_ method: HTTPMethod, _ path: String, _ body: String? = nil) async throws -> Int {
        var request = HTTPClientRequest(
            url: endpoint.urlBase + (path.hasPrefix("/libpod") ? "/v4.0.0" : "/v1.41") + path)
        request.method = method
        request.headers.add(name: "Host", value: endpoint.hostHeader)
        if let body {
            request.headers.add(name: "Content-Type", value: "application/json")
            request.body = .bytes(ByteBuffer(string: body))
        }
        let response = try await Self.client.execute(request, timeout: .seconds(60))
        _ = try await response.body.collect(upTo: 1 << 20)
        return Int(response.status.code)
    }

    /// Gives the test's image, or another one made of it, a further name.
    func name(_ reference: String, isOther: Bool) async throws {
        let repository = reference.replacing(":latest", with: "")
        guard isOther else {
            try await outside(.POST, "/images/\(Self.image)/tag?repo=\(repository)&tag=latest")
            return
        }
        // A container that never runs, and an image of it with another command.
        let name = "made-\(UInt32.random(in: 0 ... .max))"
        try await outside(.POST, "/containers/create?name=\(name)", #"{"Image":"\#(Self.image)","Cmd":["true"]}"#)
        try await outside(.POST, "/commit?container=\(name)&repo=\(repository)&tag=latest", "{}")
        try await outside(.DELETE, "/containers/\(name)?force=1")
    }

    /// Runs a scenario in a cluster of its own, and clears away what it made, whatever came of it.
    func scene(
        pins: PinnedMounts? = nil, _ play: (EngineScene, EngineUnderTest) async throws -> Void
    ) async throws {
        let word = String(UInt64.random(in: .min ... .max), radix: 36)
        let scene = EngineScene(engine: engine(pins: pins), image: Self.image, word: word)
        do {
            try await play(scene, self)
        } catch {
            Issue.record(error)
        }
        await scene.clear()
    }
}
