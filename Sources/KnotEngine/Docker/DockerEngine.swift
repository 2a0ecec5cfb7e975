import AsyncHTTPClient
import KnotModel
import KnotPlan
import Logging
import NIOCore
import Synchronization

/// A container engine that speaks the Docker Engine API: Docker, or Podman through its compatible API.
///
/// Everything asked of it is safe to ask twice. Calls are bounded in time and in the size of the reply. Nothing is
/// remembered but which version of the API the engine speaks, how many processors its machine has, what Podman never
/// answered (`CreationJournal`), and which images were made of containers of ours (`MakingMark`).
package final class DockerEngine: ContainerEngine {
    package let kind: EngineKind
    package let endpoint: EngineEndpoint
    let client: HTTPClient
    let logger: Logger
    let creations: CreationJournal
    let pins: PinnedMounts?
    /// Which volumes spaces may mount now that knot did not make; `nil` is any.
    let volumeRule: VolumeRule?
    /// The volumes that were warned of.
    let warned = Mutex<Set<String>>([])
    let volumesListedAt = Mutex<ContinuousClock.Instant?>(nil)
    let marks = MakingMark()
    private let identity = Mutex<EngineIdentity?>(nil)
    let processorCount = Mutex<Int64?>(nil)

    /// - Parameters:
    ///   - client: best one from `makeClient`, which fails at once where nothing listens.
    ///   - creations: one for all engines of a server.
    ///   - pins: one for all engines of a server; without it paths of the node are mounted as they are when the engine
    ///     comes to them.
    ///   - volumes: what the log warns of.
    package init(
        kind: EngineKind, endpoint: EngineEndpoint, client: HTTPClient, logger: Logger,
        creations: CreationJournal = CreationJournal(folder: nil), pins: PinnedMounts? = nil,
        volumes: VolumeRule? = nil
    ) {
        self.kind = kind
        self.endpoint = endpoint
        self.client = client
        self.logger = logger
        self.creations = creations
        self.pins = pins
        volumeRule = volumes
    }

    /// A client fit for engines. Its owner shuts it down; one serves several engines.
    package static func makeClient() -> HTTPClient {
        var configuration = HTTPClient.Configuration()
        configuration.connectionPool.retryConnectionEstablishment = false
        // Every follower of a log holds a connection.
        configuration.connectionPool.concurrentHTTP1ConnectionsPerHostSoftLimit = 256
        configuration.connectionPool.idleTimeout = .seconds(60)
        configuration.timeout.connect = .seconds(5)
        configuration.redirectConfiguration = .disallow
        configuration.httpVersion = .http1Only
        return HTTPClient(eventLoopGroupProvider: .singleton, configuration: configuration)
    }

    /// Whether it is Podman that answers; `nil` before the first answer.
    package var isPodman: Bool? { identity.withLock { $0?.isPodman } }

    /// Whether it answers, and is of the kind it is looked for as. Podman that answers where Docker is looked for, or the
    /// other way round, is a failure: it would be counted twice, and what the one makes be taken for a stray of the other.
    package func ping() async throws(Failure) -> EngineVersion {
        let identity = try await introduction()
        let isOther = identity.isPodman != (kind == .podman)
        self.identity.withLock { $0 = isOther ? nil : identity }
        processorCount.withLock { $0 = nil }
        if isOther { throw other(identity.isPodman ? .podman : .docker) }
        return EngineVersion(version: identity.version, apiVersion: identity.apiVersion.description)
    }

    /// Podman says all of itself in its answer to a ping. To be asked for its version costs it seconds: for that it has the
    /// package manager look for half a dozen programs and looks at every container; many who ask at once wait for half a
    /// minute. Docker tells only with its version which is the oldest API that it still speaks.
    private func introduction() async throws(Failure) -> EngineIdentity {
        let answer = try await send(EngineCall(.get, "/_ping", about: .engine), prefix: "")
        if answer.status == 200, let podman = EngineIdentity(podman: answer.headers) { return podman }
        let reply: VersionReply = try decode(
            try await send(EngineCall(.get, "/version", about: .engine), prefix: ""), about: .engine)
        return EngineIdentity(
            version: reply.version, components: (reply.components ?? []).compactMap(\.name),
            apiVersion: reply.apiVersion, minAPIVersion: reply.minAPIVersion)
    }

    private func other(_ found: EngineKind) -> Failure {
        Failure(
            .engineUnreachable, subject: kind.rawValue,
            "\(found.rawValue) answers at \(endpoint), where \(kind.rawValue) is looked for; name it as \(found.rawValue), "
                + "with server.\(found.rawValue).host")
    }

    /// What the engine said of itself; asked for at the first call.
    func introduced() async throws(Failure) -> EngineIdentity {
        if let known = identity.withLock({ $0 }) { return known }
        _ = try await ping()
        return identity.withLock { $0 }
            ?? EngineIdentity(version: "unknown", isPodman: false, apiVersion: APIVersion.ours)
    }

    package func perform(
        _ action: Action, progress: @escaping @Sendable (PullProgress) -> Void
    ) async throws(Failure) -> ActionOutcome {
        switch action {
        case .checkImage(let reference): try await checkImage(reference)
        case .pullImage(let reference, let auth): try await pull(reference, auth: auth, progress: progress)
        case .createVolume(let name, let ownership): return try await createVolume(name, ownership)
        case .removeVolume(let name): try await removeVolume(name)
        case .createDirectory(let path, _, _), .removeDirectory(let path, _):
            throw Failure(.invalid, subject: path, "directories are made by the node, not by its engine; report this")
        case .createContainer(let spec, let ownership):
            return .created(containerID: try await createContainer(spec, ownership))
        case .startContainer(let container): try await start(try id(container))
        case .stopContainer(let container, let grace): try await stop(try id(container), grace: grace)
        case .removeContainer(let container, let force): try await remove(try id(container), force: force)
        case .unpauseContainer(let container): try await unpause(try id(container))
        case .updateResources(let container, let resources): try await update(try id(container), resources)
        case .renameContainer(let container, let name): try await rename(try id(container), to: name)
        case .connectNetwork(let container, let network): try await connect(try id(container), to: network)
        case .disconnectNetwork(let container, let network): try await disconnect(try id(container), from: network)
        case .restoreSetting(let container, let setting): try await restore(try id(container), setting)
        }
        return .done
    }

    private func id(_ container: ContainerReference) throws(Failure) -> String {
        guard case .id(let id) = container, !id.isEmpty else {
            throw Failure(
                .invalid, subject: "container", "a step names a container that its plan has not made; report this")
        }
        return id
    }
}
