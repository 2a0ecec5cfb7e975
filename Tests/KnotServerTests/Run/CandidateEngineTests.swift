import KnotEngine
import KnotModel
import KnotPlan
import KnotServer
import Synchronization
import Testing

@Suite("An engine at several addresses")
struct CandidateEngineTests {
    @Test("the first that answers is used, and no other while it is away")
    func staysWithTheFirst() async throws {
        let away = ScriptedEngine()
        let first = ScriptedEngine()
        let second = ScriptedEngine()
        away.world.withLock { $0.isUp = false }
        let engine = try #require(CandidateEngine([away, first, second]))
        _ = try await engine.ping()
        _ = try await engine.perform(.pullImage(reference: "a:1", auth: nil)) { _ in }
        #expect(first.world.withLock { $0.begun } == 1)

        first.world.withLock { $0.isUp = false }
        away.world.withLock { $0.isUp = true }
        await #expect(throws: Failure.self) { try await engine.ping() }
        await #expect(throws: Failure.self) { try await engine.observe(.all, for: Tenant(cluster: "c")) }
        #expect(away.world.withLock { $0.begun } == 0)
        #expect(second.world.withLock { $0.begun } == 0)

        first.world.withLock { $0.isUp = true }
        _ = try await engine.ping()
        _ = try await engine.perform(.pullImage(reference: "a:1", auth: nil)) { _ in }
        #expect(first.world.withLock { $0.begun } == 2)
    }

    @Test("while none answers, each is asked, and the preferred one's failure told")
    func asksAll() async throws {
        let first = ScriptedEngine()
        let second = ScriptedEngine()
        for engine in [first, second] { engine.world.withLock { $0.isUp = false } }
        let engine = try #require(CandidateEngine([first, second]))
        await #expect(throws: Failure.self) { try await engine.ping() }
        second.world.withLock { $0.isUp = true }
        #expect(try await engine.ping().version == "1.2.3")
        #expect(CandidateEngine([]) == nil)
    }
}
