import Foundation
import KnotEngine
import KnotModel
import KnotNode
import KnotPlan
import KnotServer
import Synchronization
import Testing

@Suite("scripts in containers", .timeLimit(.minutes(10)))
struct ScriptRunnerTests {
    private let uid = UID("0123456789abcdef0123456789abcdef")
    private let outputs = HookOutputs(
        directory: FileManager.default.temporaryDirectory.appending(path: "hooks-\(UUID().uuidString)").path)
    private let engine = ScriptEngine()

    private func run(_ texts: String..., hook: Hook = .startup, timeout: Int64 = 60_000) async -> ScriptOutcome {
        let scripts = texts.map { Script(title: "script/\($0)", shell: "bash", text: $0, timeout: timeout) }
        let order = ScriptOrder(
            hook: hook, key: ResourceKey(.space, owner: "alice", name: "web"), uid: uid, containerID: "c1",
            scripts: scripts)
        return await ScriptRunner(engine: engine, order: order, outputs: outputs).run()
    }

    private func kept(_ hook: Hook = .startup) -> String? {
        outputs.read(uid, hook).map { String(decoding: $0, as: UTF8.self) }
    }

    @Test("run one after the other, and what they write is kept")
    func all() async {
        #expect(await run("good", "good") == ScriptOutcome(exitCode: 0))
        #expect(kept() == "one\ntwo\none\ntwo\n")
        #expect(kept(.shutdown) == nil)
        let commands = engine.commands.withLock { $0 }
        #expect(commands.map(\.command) == [["bash", "-c", "good"], ["bash", "-c", "good"]])
        #expect(commands.map(\.environment) == [["KNOT_SCRIPT=startup"], ["KNOT_SCRIPT=startup"]])
        #expect(engine.sweeps.withLock { $0 } == 1, "what an earlier server left is ended first")
    }

    @Test("the first that fails is the last, and says why")
    func failing() async {
        let outcome = await run("bad", "good", hook: .shutdown)
        #expect(outcome.exitCode == 3)
        #expect(outcome.failure?.description == "script/bad ended with code 3: no such thing")
        #expect(kept(.shutdown) == "no such thing\n")
        #expect(engine.commands.withLock { $0.count } == 1)
    }

    @Test("protected values are neither kept nor told, wherever the output is cut")
    func secret() async {
        let order = ScriptOrder(
            hook: .startup, key: ResourceKey(.space, owner: "alice", name: "web"), uid: uid, containerID: "c1",
            scripts: [Script(title: "script/bad", shell: "bash", text: "bad", timeout: 60_000)],
            redactor: Redactor(["such thing"]))
        let outcome = await ScriptRunner(engine: engine, order: order, outputs: outputs).run()
        #expect(outcome.failure?.description == "script/bad ended with code 3: no ********")
        #expect(kept() == "no ********\n")
    }

    @Test("one that cannot be run has failed")
    func refused() async {
        let outcome = await run("nothing")
        #expect(outcome.exitCode == nil)
        #expect(outcome.failure?.message == "script/nothing could not be run: there is no shell")
        #expect(kept() == "")
    }

    @Test("one that takes too long is ended")
    func hanging() async {
        let outcome = await run("hang", "good", timeout: 10_000)
        #expect(outcome.exitCode == nil)
        #expect(outcome.failure?.description == "script/hang took longer than 10s and was ended: begun")
        #expect(engine.sweeps.withLock { $0 } == 2)
        #expect(engine.commands.withLock { $0.count } == 1)
        #expect(kept() == "begun\n")
    }

    @Test("what it left in the background is not waited for")
    func background() async {
        #expect(await run("background") == ScriptOutcome(exitCode: 0))
        #expect(kept() == "started\n")
    }

    @Test("the end of a long output is kept")
    func bounded() async {
        #expect(await run("long", "good") == ScriptOutcome(exitCode: 0))
        let text = kept() ?? ""
        #expect(text.utf8.count == HookOutputs.capacity)
        #expect(text.hasSuffix("x\none\ntwo\n"))
    }

    @Test("output goes with its space")
    func removal() {
        let other = UID("ffff")
        for uid in [uid, other] { outputs.write(Array("x".utf8), of: uid, .startup) }
        outputs.removeAll(but: [uid.text])
        #expect(outputs.read(other, .startup) == nil)
        #expect(outputs.read(uid, .startup) != nil)
        outputs.remove(uid)
        #expect(outputs.read(uid, .startup) == nil)
        outputs.write(Array("x".utf8), of: UID("../../etc/x"), .startup)
        #expect(outputs.read(UID("../../etc/x"), .startup) == nil, "no uid leads out of the directory")
    }
}
