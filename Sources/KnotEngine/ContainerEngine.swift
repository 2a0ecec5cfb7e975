import KnotModel
import KnotPlan

/// A container engine as the shell uses it. One implementation speaks to Docker and Podman.
///
/// Every call throws only `Failure`, with the engine's own words as its cause. No call retries.
package protocol ContainerEngine: Sendable {
    var kind: EngineKind { get }

    /// Whether it answers, and which version it is.
    func ping() async throws(Failure) -> EngineVersion

    /// One look at what is the tenant's by its labels. An engine that cannot be listed throws: never an empty snapshot.
    func observe(_ scope: ObservationScope, for tenant: Tenant) async throws(Failure) -> EngineSnapshot

    /// Performs one action; `progress` is called while a pull goes on.
    func perform(
        _ action: Action, progress: @escaping @Sendable (PullProgress) -> Void
    ) async throws(Failure) -> ActionOutcome

    /// Changes to the tenant's containers from now on. Ends, or throws, when the connection does.
    func events(for tenant: Tenant) -> AsyncThrowingStream<EngineEvent, any Error>

    /// Everything that carries knot's labels, whatever cluster and node they name.
    func claims() async throws(Failure) -> [Claim]

    /// A container's output.
    func logs(containerID: String, _ options: LogOptions) -> AsyncThrowingStream<OutputChunk, any Error>

    /// Runs a command in a running container.
    func exec(containerID: String, _ request: ExecRequest) async throws(Failure) -> any ExecSession

    /// Runs a container's own health check now, where the engine leaves that to others; what came of it, the next
    /// observation tells.
    func checkHealth(containerID: String) async throws(Failure)
}

package struct EngineVersion: Sendable, Hashable {
    package var version: String
    package var apiVersion: String

    package init(version: String, apiVersion: String) {
        self.version = version
        self.apiVersion = apiVersion
    }
}

package struct LogOptions: Sendable, Hashable {
    package var follow: Bool
    /// The last lines to begin with; `nil` is all.
    package var tail: Int?
    package var timestamps: Bool

    package init(follow: Bool = false, tail: Int? = nil, timestamps: Bool = false) {
        self.follow = follow
        self.tail = tail
        self.timestamps = timestamps
    }
}

package struct OutputChunk: Sendable, Hashable {
    package enum Source: UInt8, Sendable, Hashable { case standardOutput = 1, standardError = 2 }

    package var source: Source
    package var bytes: [UInt8]

    package init(source: Source, bytes: [UInt8]) {
        self.source = source
        self.bytes = bytes
    }
}

package struct ExecRequest: Sendable, Hashable, Codable {
    package var command: [String]
    package var environment: [String]
    package var user: String?
    package var workdir: String?
    package var tty: Bool
    package var interactive: Bool
    /// Rows and columns of the terminal at the start.
    package var rows: Int?
    package var columns: Int?

    package init(
        command: [String], environment: [String] = [], user: String? = nil, workdir: String? = nil,
        tty: Bool = false, interactive: Bool = false, rows: Int? = nil, columns: Int? = nil
    ) {
        self.command = command
        self.environment = environment
        self.user = user
        self.workdir = workdir
        self.tty = tty
        self.interactive = interactive
        self.rows = rows
        self.columns = columns
    }
}

/// A command running in a container.
package protocol ExecSession: Sendable {
    /// Its output; ends when the command does. With a terminal everything is standard output.
    var output: AsyncThrowingStream<OutputChunk, any Error> { get }
    func write(_ bytes: [UInt8]) async throws(Failure)
    /// Ends the command's standard input.
    func closeInput() async throws(Failure)
    func resize(rows: Int, columns: Int) async throws(Failure)
    /// Whether it runs still. Its output may go on after its end, held open by what it started.
    func isRunning() async throws(Failure) -> Bool
    /// The exit code, once `output` has ended.
    func exitCode() async throws(Failure) -> Int
    /// Lets go of the connection.
    func close() async
}

extension ContainerEngine {
    /// For engines that are none of this machine's.
    package func claims() async throws(Failure) -> [Claim] { [] }

    /// For engines that run checks by themselves.
    package func checkHealth(containerID: String) async throws(Failure) {}

    /// Runs a command in a running container and lets go of the connection once `body` has ended, however it does.
    package func exec<Result>(
        containerID: String, _ request: ExecRequest, _ body: (any ExecSession) async throws -> Result
    ) async throws -> Result {
        let session = try await exec(containerID: containerID, request)
        do {
            let result = try await body(session)
            await session.close()
            return result
        } catch {
            await session.close()
            throw error
        }
    }
}

extension ExecSession {
    /// For sessions whose output ends with them.
    package func isRunning() async throws(Failure) -> Bool { true }
}
