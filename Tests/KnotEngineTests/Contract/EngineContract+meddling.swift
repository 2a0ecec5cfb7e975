import KnotPlan
import Testing

extension EngineContract {
    /// Somebody else renames and pauses a container.
    static func meddling<Answer>(
        _ scene: EngineScene, rename: (String, String) async throws -> Answer, pause: (String) async throws -> Answer
    ) async throws {
        let id = try await scene.run(scene.spec())
        _ = try await rename(id, "else-\(scene.word)")
        _ = try await pause(id)
        var (container, _) = try await scene.only()
        #expect(container.name == "else-\(scene.word)")
        #expect(container.state == .paused)
        try await scene.act(.renameContainer(.id(id), to: "web-\(scene.word)"))
        try await scene.act(.unpauseContainer(.id(id)))
        (container, _) = try await scene.only()
        #expect(container.name == "web-\(scene.word)")
        #expect(container.state == .running)

        // What is paused can be stopped and removed, too.
        _ = try await pause(id)
        try await scene.act(.stopContainer(.id(id), grace: 0))
        #expect(try await scene.only().0.state == .exited)
        try await scene.act(.startContainer(.id(id)))
        _ = try await pause(id)
        try await scene.act(.removeContainer(.id(id), force: true))
        #expect(try await scene.look().containers.isEmpty)
    }
}
