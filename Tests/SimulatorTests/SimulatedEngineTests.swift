import KnotModel
import KnotPlan
import KnotSimulator
import Testing

@Suite struct SimulatedEngineTests {
    private static let wall = WallTime(milliseconds: 1_000)
    private static let key = ResourceKey(.space, owner: "alice", name: "web")
    private static let tenant = Tenant(cluster: "sim", node: NodeID("n1"))
    private static let ours = Ownership(
        cluster: "sim", node: NodeID("n1"), key: key, uid: UID("1"), epoch: 1,
        revision: Stamp(ticks: 1, node: NodeID("n1")))

    private static func engine() -> SimulatedEngine {
        var engine = SimulatedEngine(kind: .docker)
        engine.load(image: "base:1")
        return engine
    }

    private static func make(
        _ engine: inout SimulatedEngine, _ name: String = "alice.web",
        _ change: (inout ContainerSpec) -> Void = { _ in }
    ) throws -> ContainerReference {
        var spec = ContainerSpec(name: name, image: "base:1")
        change(&spec)
        let outcome = try engine.perform(.createContainer(spec, ownership: ours), at: wall).get()
        guard case .created(let id) = outcome else { throw Failure(.unknown, subject: name, "no id came back") }
        return .id(id)
    }

    private static func code(_ result: Result<ActionOutcome, Failure>) -> Failure.Code? {
        guard case .failure(let failure) = result else { return nil }
        return failure.code
    }

    @Test func anImageMustBeThere() throws {
        var engine = SimulatedEngine(kind: .docker)
        engine.registry = ["app:1": .pullable, "secret:1": .denied]
        let create = Action.createContainer(ContainerSpec(name: "a", image: "app:1"), ownership: Self.ours)
        #expect(Self.code(engine.perform(create, at: Self.wall)) == .imageMissing)
        #expect(Self.code(engine.perform(.checkImage(reference: "app:1"), at: Self.wall)) == .imageMissing)
        #expect(Self.code(engine.perform(.pullImage(reference: "secret:1", auth: nil), at: Self.wall)) == .pullDenied)
        #expect(Self.code(engine.perform(.pullImage(reference: "none:1", auth: nil), at: Self.wall)) == .imageMissing)
        #expect(engine.perform(.pullImage(reference: "app:1", auth: nil), at: Self.wall) == .success(.done))
        #expect(Self.code(engine.perform(create, at: Self.wall)) == nil)
    }

    @Test func whatIsAlreadySoCountsAsDone() throws {
        var engine = Self.engine()
        let container = try Self.make(&engine)
        for action in [
            Action.startContainer(container), .startContainer(container), .unpauseContainer(container),
            .renameContainer(container, to: "alice.web"), .connectNetwork(container, network: "bridge"),
            .disconnectNetwork(container, network: "none"), .stopContainer(container, grace: 1),
            .stopContainer(container, grace: 1), .removeContainer(container, force: false),
            .removeContainer(container, force: false),
            .removeVolume(name: "none"), .createVolume(name: "v", ownership: Self.ours),
        ] {
            #expect(engine.perform(action, at: Self.wall) == .success(.done), "\(action)")
        }
        let again = Action.createVolume(name: "v", ownership: Self.ours)
        #expect(engine.perform(again, at: Self.wall) == .success(.wasThere))
        #expect(engine.writes == 14)
        #expect(engine.containers.isEmpty)
    }

    @Test func aCreateWhoseAnswerWasLostMayBeRepeated() throws {
        var engine = Self.engine()
        let first = try Self.make(&engine)
        #expect(try Self.make(&engine) == first)
        _ = engine.perform(.startContainer(first), at: Self.wall)
        #expect(throws: Failure.self) { try Self.make(&engine) }
        #expect(engine.containers.count == 1)
    }

    @Test func namesAndPortsAreHeldByOthersToo() throws {
        var engine = Self.engine()
        var foreign = ContainerSpec(name: "alice.web", image: "other")
        foreign.ports = [PortMapping(hostPort: 8080, containerPort: 80)]
        engine.runForeign(foreign, at: Self.wall)
        #expect(throws: Failure.self) { try Self.make(&engine) }
        let container = try Self.make(&engine, "free") {
            $0.ports = [PortMapping(hostIP: "127.0.0.1", hostPort: 8080, containerPort: 80)]
        }
        #expect(Self.code(engine.perform(.startContainer(container), at: Self.wall)) == .portTaken)
        let snapshot = engine.observe(.key(Self.key), for: Self.tenant)
        #expect(snapshot.containers.map(\.state) == [.created])
        #expect(snapshot.containers.first?.detail?.startedAt == nil)
        #expect(snapshot.containers.first?.detail?.error.contains("8080") == true)
    }

    @Test func aCommandThatIsNotThereLeavesTheContainerCreated() throws {
        var engine = Self.engine()
        let container = try Self.make(&engine) { $0.command = ["absent"] }
        #expect(Self.code(engine.perform(.startContainer(container), at: Self.wall)) == .commandFailed)
        #expect(engine.containers.map(\.state) == [.created])
        #expect(engine.containers.map(\.exitCode) == [127])
    }

    @Test func aVolumeInUseStays() throws {
        var engine = Self.engine()
        _ = engine.perform(.createVolume(name: "home", ownership: Self.ours), at: Self.wall)
        let container = try Self.make(&engine) { $0.mounts = [.init(source: .volume("home"), destination: "/home")] }
        #expect(Self.code(engine.perform(.removeVolume(name: "home"), at: Self.wall)) == .volumeInUse)
        _ = engine.perform(.removeContainer(container, force: true), at: Self.wall)
        #expect(engine.perform(.removeVolume(name: "home"), at: Self.wall) == .success(.done))
        #expect(engine.volumes.isEmpty)
    }

    @Test func onlyTheClusterIsSeen() throws {
        var engine = Self.engine()
        _ = try Self.make(&engine)
        engine.runForeign(ContainerSpec(name: "other", image: "other"), at: Self.wall)
        var stranger = Self.ours
        stranger.cluster = "elsewhere"
        engine.runForeign(ContainerSpec(name: "stranger", image: "other"), ownership: stranger, at: Self.wall)
        #expect(engine.observe(.all, for: Self.tenant).containers.map(\.name) == ["alice.web"])
        #expect(engine.observe(.key(Self.key), for: Self.tenant).containers.map(\.name) == ["alice.web"])
        #expect(engine.observe(.all, for: Self.tenant).containers.first?.detail == nil)
    }

    @Test func eventsTellOfOurContainersOnly() throws {
        var engine = Self.engine()
        let container = try Self.make(&engine)
        _ = engine.perform(.startContainer(container), at: Self.wall)
        guard case .id(let id) = container else { return }
        engine.end(id, code: 1, at: Self.wall)
        #expect(engine.drainEvents(for: Self.tenant).map(\.action) == ["create", "start", "die"])
        #expect(engine.drainEvents(for: Self.tenant).isEmpty)
        #expect(engine.container(id)?.exitCode == 1)
    }

    @Test func aPausedContainerIsNotStarted() throws {
        var engine = Self.engine()
        let container = try Self.make(&engine)
        _ = engine.perform(.startContainer(container), at: Self.wall)
        guard case .id(let id) = container else { return }
        engine.pause(id)
        #expect(Self.code(engine.perform(.startContainer(container), at: Self.wall)) == .engineFailed)
        #expect(engine.perform(.unpauseContainer(container), at: Self.wall) == .success(.done))
        #expect(engine.container(id)?.state == .running)
    }

    @Test func aMountThatNamesNoVolumeMakesOneThatNobodyOwns() throws {
        var engine = Self.engine()
        _ = try Self.make(&engine) { $0.mounts = [.init(source: .volume("home"), destination: "/home")] }
        #expect(engine.volumes.map(\.implicit) == [true])
        var other = Self.ours
        other.key = ResourceKey(.space, owner: "bob", name: "web")
        _ = engine.perform(.createVolume(name: "cache", ownership: other), at: Self.wall)
        #expect(
            Self.code(engine.perform(.createVolume(name: "cache", ownership: Self.ours), at: Self.wall)) == .nameTaken)
    }
}
