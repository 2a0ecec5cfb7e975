import Foundation
import Testing

/// What the scenarios rely on.
@Suite(.enabled(if: Engine.isReady, Comment(rawValue: Engine.missing)), .serialized)
struct EngineWorldTests {
    /// Docker hangs when its containerd is held.
    @Test(.enabled(if: Engine.available.contains(.docker), "only Docker can be made to hang"))
    func anEngineThatHangsIsStartedAgain() throws {
        let world = EngineWorld(engine: .docker)
        let power = EnginePower(engine: .docker)
        let labels = ["knot.key": "space/admin/hung", "knot.uid": "1"]
        let id = try world.makeForeign(name: "knot-hung", labels: labels)
        let (docker, containerd) = (try #require(power.pid), try #require(power.containerd))
        kill(containerd, SIGSTOP)
        defer { kill(containerd, SIGCONT) }
        #expect(try world.containers().map(\.id) == [id])
        try world.sweep(patience: 4, tells: false)
        #expect(try world.containers().isEmpty)
        #expect(power.pid != docker)
    }
}
