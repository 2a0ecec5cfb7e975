import KnotEngine
import KnotModel
import KnotNode
import KnotServer
import Synchronization
import Testing

@Suite("Health probes")
struct ProberTests {
    private let engine = ScriptEngine()

    private func failure(_ text: String, timeout: Int64 = 60_000) async -> Failure? {
        await Prober(engine: engine, containerID: "c1", timeout: timeout).failure(of: .program(["sh", "-c", text]))
    }

    @Test("a program that exits with 0 is well, and nothing is ended")
    func well() async {
        #expect(await failure("good") == nil)
        #expect(await failure("bad")?.description.contains("exited with code 3: no such thing") == true)
        #expect(engine.sweeps.withLock { $0 } == 0)
    }

    @Test("a program that takes too long is ended in the container, so that they do not pile up there")
    func tooLong() async {
        let failure = await failure("hang", timeout: 5_000)
        #expect(failure?.message.contains("took longer than 5s") == true)
        #expect(engine.sweeps.withLock { $0 } == 1)
        #expect(engine.commands.withLock { $0.map(\.environment) } == [["KNOT_HEALTH_CHECK=program"]])
    }
}
