import KnotEngine
import KnotModel
import KnotPlan
import Synchronization

/// An engine of which only commands are asked: what becomes of each is said by its text.
final class ScriptEngine: ContainerEngine {
    let kind = EngineKind.docker
    /// The texts of the commands that were run, sweeps left out, and their environments.
    let commands = Mutex<[ExecRequest]>([])
    let sweeps = Mutex(0)

    func ping() async throws(Failure) -> EngineVersion { EngineVersion(version: "1", apiVersion: "1.41") }
    func observe(_ scope: ObservationScope, for tenant: Tenant) async throws(Failure) -> EngineSnapshot {
        EngineSnapshot()
    }
    func perform(
        _ action: Action, progress: @escaping @Sendable (PullProgress) -> Void
    ) async throws(Failure) -> ActionOutcome { .done }
    func events(for tenant: Tenant) -> AsyncThrowingStream<EngineEvent, any Error> { AsyncThrowingStream { _ in } }
    func logs(containerID: String, _ options: LogOptions) -> AsyncThrowingStream<OutputChunk, any Error> {
        AsyncThrowingStream { _ in }
    }

    func exec(containerID: String, _ request: ExecRequest) async throws(Failure) -> any ExecSession {
        let text = request.command.last ?? ""
        if request.environment.isEmpty, text.contains("/proc/") {
            sweeps.withLock { $0 += 1 }
            return PlannedSession([], code: 0)
        }
        commands.withLock { $0.append(request) }
        switch text {
        case "good": return PlannedSession(["one\n", "two\n"], code: 0)
        case "bad": return PlannedSession(["no such thing\n"], code: 3)
        case "long":
            return PlannedSession(Array(repeating: String(repeating: "x", count: 999) + "\n", count: 200), code: 0)
        case "hang": return PlannedSession(["begun\n"], code: nil)
        case "background": return PlannedSession(["started\n"], code: 0, staysOpen: true)
        default: throw Failure(.commandFailed, subject: containerID, "there is no shell")
        }
    }
}

/// A command with an output and an exit code; without a code it never ends.
final class PlannedSession: ExecSession {
    let output: AsyncThrowingStream<OutputChunk, any Error>
    private let source: AsyncThrowingStream<OutputChunk, any Error>.Continuation
    private let code: Int?

    init(_ texts: [String], code: Int?, staysOpen: Bool = false) {
        self.code = code
        (output, source) = AsyncThrowingStream.makeStream(of: OutputChunk.self)
        for text in texts { source.yield(OutputChunk(source: .standardOutput, bytes: Array(text.utf8))) }
        if code != nil, !staysOpen { source.finish() }
    }

    func write(_ bytes: [UInt8]) async throws(Failure) {}
    func closeInput() async throws(Failure) {}
    func resize(rows: Int, columns: Int) async throws(Failure) {}
    func isRunning() async throws(Failure) -> Bool { code == nil }
    func exitCode() async throws(Failure) -> Int {
        guard let code else { throw Failure(.timeout, subject: "x", "it runs still") }
        return code
    }
    func close() async { source.finish() }
}
