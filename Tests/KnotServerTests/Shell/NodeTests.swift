import KnotDatabase
import KnotModel
import KnotNode
import KnotPlan
import KnotServer
import KnotStore
import Logging
import Synchronization
import Testing

@Suite("The node's shell")
struct NodeTests {
    private func node(_ database: MemoryDatabase, _ engine: ScriptedEngine = ScriptedEngine()) async throws -> Node {
        let (state, entries) = try await database.load(into: LaneTable())
        return Node(
            NodeCore.Configuration(node: state.node, cluster: state.cluster, seed: 1), state: state,
            entries: entries, database: database, engines: [engine], metrics: NodeMetrics(MetricRegistry()),
            logger: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() })
    }

    private let variable = Manifest(key: ResourceKey(.variable, name: "a"), fields: ["value": "1"])
    private let options = ApplyOptions(owner: .user("admin"), user: "admin")

    @Test("a graceful stop waits for the commit under way, then closes the database")
    func stop() async throws {
        let database = MemoryDatabase()
        await database.hold()
        let node = try await node(database)
        async let running: Void = node.run()
        async let reply = node.submit(.apply([variable], options))
        while await database.heldCommits == 0 { await Task.yield() }
        async let stopping: Void = node.stop()
        try await Task.sleep(for: .milliseconds(100))
        await database.letGo()
        await stopping
        guard case .changes(let changes) = await reply else {
            Issue.record("the request was refused")
            return
        }
        #expect(changes.map(\.verb) == [.created])
        await running
        #expect(await database.records[variable.key] != nil)
        #expect(await database.isClosed)
    }

    @Test("a stopping node refuses requests and watches as busy")
    func refuses() async throws {
        let node = try await node(MemoryDatabase())
        await node.stop()
        guard case .refused(let refusals) = await node.submit(.apply([variable], options)) else {
            Issue.record("the request was taken")
            return
        }
        #expect(refusals.map(\.failure.code) == [.busy])
        await #expect(throws: Failure.self) { _ = try await node.watch(.space, since: nil) }
    }

    @Test("a stop lets the action under way end and begins no other; containers stay")
    func actions() async throws {
        let database = MemoryDatabase()
        let engine = ScriptedEngine()
        engine.world.withLock { $0.pause = .milliseconds(200) }
        let node = try await node(database, engine)
        async let running: Void = node.run()
        let template = Manifest(
            key: ResourceKey(.template, name: "t"), fields: ["container": ["image": "a"]])
        let space = Manifest(
            key: ResourceKey(.space, owner: "admin", name: "web"), fields: ["template": "t", "running": true])
        _ = await node.submit(.apply([template, space], options))
        while engine.world.withLock({ $0.begun }) == 0 { await Task.yield() }
        await node.stop()
        let world = engine.world.withLock { $0 }
        #expect(world.begun == world.ended)
        await running
        #expect(engine.world.withLock { $0.begun } == world.begun)
    }

    @Test("a watcher that does not read is cut, and the node goes on")
    func slowWatcher() async throws {
        let database = MemoryDatabase()
        let node = try await node(database)
        async let running: Void = node.run()
        let opening = try await node.watch(.variable, since: nil)
        for index in 0...(ResourceWatch.capacity + 1) {
            var next = variable
            next.fields["value"] = .string("\(index)")
            guard case .changes = await node.submit(.apply([next], options)) else { continue }
        }
        #expect(await node.watchCount == 0)
        var count = 0
        for await _ in opening.signals { count += 1 }
        #expect(count == ResourceWatch.capacity)
        await node.stop()
        await running
    }

    @Test("requests that wait when the task is cancelled are answered")
    func cancelled() async throws {
        let node = try await node(MemoryDatabase())
        let running = Task { await node.run() }
        running.cancel()
        await running.value
        guard case .refused = await node.submit(.apply([variable], options)) else {
            Issue.record("the request was taken")
            return
        }
    }
}
