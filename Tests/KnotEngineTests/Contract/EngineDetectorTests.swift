import AsyncHTTPClient
import KnotEngine
import KnotModel
import KnotPlan
import Logging
import NIOCore
import Testing

struct EngineDetectorTests {
    @Test func saysWhatIsWrongWithAnEngineThatIsNotThere() async throws {
        let client = DockerEngine.makeClient()
        let detector = EngineDetector(
            [
                (.podman, try EngineEndpoint(parsing: "unix:///tmp/knot-no-such.sock")),
                (.docker, try EngineEndpoint(parsing: "tcp://127.0.0.1:1")),
            ], client: client, logger: Logger(label: "test"))
        let found = await detector.detect()
        #expect(found.map(\.kind) == [.podman, .docker])
        for (detection, words) in zip(found, ["no such socket", "is docker running"]) {
            guard case .failure(let failure) = detection.outcome else {
                Issue.record("nothing listens there")
                continue
            }
            #expect(failure.code == .engineUnreachable)
            #expect(failure.message.contains(words))
        }
        try await client.shutdown()
    }

    @Test(.enabled(if: EngineUnderTest.isThere, "no engine is named"), arguments: EngineUnderTest.all)
    func tellsOneEngineFromTheOther(_ real: EngineUnderTest) async throws {
        let client = DockerEngine.makeClient()
        let other: EngineKind = real.kind == .docker ? .podman : .docker
        let found = await EngineDetector(
            [(other, real.endpoint), (real.kind, real.endpoint)], client: client, logger: Logger(label: "test")
        ).detect()
        #expect((try? found[1].outcome.get())?.version.isEmpty == false)
        #expect(found[1].engine.isPodman == (real.kind == .podman))
        guard case .failure(let failure) = found[0].outcome else {
            Issue.record("\(real.kind) passed for \(other)")
            return
        }
        #expect(failure.message.contains("name it as \(real.kind.rawValue)"))
        // Nothing is done with it either: what it has would be taken for the other one's.
        await #expect(throws: Failure.self) { try await found[0].engine.observe(.all, for: Tenant(cluster: "c")) }
        try await client.shutdown()
    }
}
