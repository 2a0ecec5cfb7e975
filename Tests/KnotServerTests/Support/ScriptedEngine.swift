import KnotEngine
import KnotModel
import KnotPlan
import Synchronization

/// An engine in memory, as far as the server's own tests need one: containers come and go, logs are three lines, and a
/// command echoes its input.
final class ScriptedEngine: ContainerEngine {
    struct World: Sendable {
        var containers: [String: ObservedContainer] = [:]
        var volumes: [String: ObservedVolume] = [:]
        var next = 1
        var isUp = true
        var pause = Duration.zero
        var begun = 0
        var ended = 0
    }

    let kind = EngineKind.docker
    let world = Mutex(World())

    private func check() throws(Failure) {
        guard world.withLock({ $0.isUp }) else {
            throw Failure(.engineUnreachable, subject: "docker", "docker does not answer")
        }
    }

    func ping() async throws(Failure) -> EngineVersion {
        try check()
        return EngineVersion(version: "1.2.3", apiVersion: "1.41")
    }

    func observe(_ scope: ObservationScope, for tenant: Tenant) async throws(Failure) -> EngineSnapshot {
        try check()
        return world.withLock { world in
            switch scope {
            case .all:
                EngineSnapshot(
                    containers: world.containers.values.filter { tenant.owns($0.ownership) }.sorted { $0.id < $1.id })
            case .key(let key):
                EngineSnapshot(
                    containers: world.containers.values.filter {
                        $0.ownership.key == key && tenant.owns($0.ownership)
                    }.map { container in
                        var container = container
                        container.detail = .init(startedAt: WallTime(milliseconds: 1))
                        return container
                    }.sorted { $0.id < $1.id },
                    volumes: world.volumes.values.filter {
                        $0.ownership.key == key && tenant.owns($0.ownership)
                    }.sorted { $0.name < $1.name })
            }
        }
    }

    func perform(
        _ action: Action, progress: @escaping @Sendable (PullProgress) -> Void
    ) async throws(Failure) -> ActionOutcome {
        try check()
        let pause = world.withLock { world in
            world.begun += 1
            return world.pause
        }
        try? await Task.sleep(for: pause)
        return world.withLock { world in
            world.ended += 1
            switch action {
            case .createVolume(let name, let ownership):
                world.volumes[name] = ObservedVolume(name: name, ownership: ownership)
            case .removeVolume(let name): world.volumes[name] = nil
            case .createContainer(let spec, let ownership):
                let id = "c\(world.next)"
                world.next += 1
                world.containers[id] = ObservedContainer(
                    id: id, name: spec.name, state: .created, ownership: ownership)
                return .created(containerID: id)
            case .startContainer(.id(let id)): world.containers[id]?.state = .running
            case .stopContainer(.id(let id), _): world.containers[id]?.state = .exited
            case .removeContainer(.id(let id), _): world.containers[id] = nil
            default: break
            }
            return .done
        }
    }

    func events(for tenant: Tenant) -> AsyncThrowingStream<EngineEvent, any Error> { AsyncThrowingStream { _ in } }

    func logs(containerID: String, _ options: LogOptions) -> AsyncThrowingStream<OutputChunk, any Error> {
        AsyncThrowingStream { source in
            for line in ["one", "two", "three"].suffix(options.tail ?? 3) {
                source.yield(OutputChunk(source: .standardOutput, bytes: Array("\(line)\n".utf8)))
            }
            source.yield(OutputChunk(source: .standardError, bytes: Array("oops\n".utf8)))
            if !options.follow { source.finish() }
        }
    }

    func exec(containerID: String, _ request: ExecRequest) async throws(Failure) -> any ExecSession {
        guard request.command.first != "missing" else {
            throw Failure(.commandFailed, subject: containerID, "there is no program 'missing'")
        }
        return EchoSession()
    }
}

/// Gives back what it is sent, then 7 as its exit code.
final class EchoSession: ExecSession {
    let output: AsyncThrowingStream<OutputChunk, any Error>
    private let source: AsyncThrowingStream<OutputChunk, any Error>.Continuation

    init() { (output, source) = AsyncThrowingStream.makeStream(of: OutputChunk.self) }

    func write(_ bytes: [UInt8]) async throws(Failure) {
        source.yield(OutputChunk(source: .standardOutput, bytes: bytes))
    }
    func closeInput() async throws(Failure) { source.finish() }

    func resize(rows: Int, columns: Int) async throws(Failure) {
        source.yield(OutputChunk(source: .standardError, bytes: Array("\(rows)x\(columns)".utf8)))
    }

    func exitCode() async throws(Failure) -> Int { 7 }
    func close() async { source.finish() }
}
