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
    /// The version of the API this was written for.
    static let apiVersion = APIVersion(major: 1, minor: 41)

    /// What an engine said of itself.
    struct Identity: Sendable {
        /// In requests: `/v1.41`.
        var prefix: String
        var isPodman: Bool
        /// Podman's own version, for its own paths: `4.3.1`.
        var version: String
    }

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
    private let identity = Mutex<Identity?>(nil)
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
        let reply = try await send(EngineCall(.get, "/version", about: .engine), prefix: "")
        let found: VersionReply = try decode(reply, about: .engine)
        let names = (found.components ?? []).compactMap { $0.name?.lowercased() }
        let version = found.version ?? "unknown"
        let theirs = found.apiVersion.flatMap(APIVersion.init) ?? Self.apiVersion
        let least = found.minAPIVersion.flatMap(APIVersion.init) ?? theirs
        // The lower of ours and theirs, unless they no longer speak it.
        let spoken = max(min(Self.apiVersion, theirs), min(least, theirs))
        let identity = Identity(
            prefix: "/v\(spoken)", isPodman: names.contains { $0.hasPrefix("podman") }, version: version)
        let isOther = identity.isPodman != (kind == .podman)
        self.identity.withLock { $0 = isOther ? nil : identity }
        processorCount.withLock { $0 = nil }
        if isOther { throw other(identity.isPodman ? .podman : .docker) }
        return EngineVersion(version: version, apiVersion: spoken.description)
    }

    private func other(_ found: EngineKind) -> Failure {
        Failure(
            .engineUnreachable, subject: kind.rawValue,
            "\(found.rawValue) answers at \(endpoint), where \(kind.rawValue) is looked for; name it as \(found.rawValue), "
                + "with server.\(found.rawValue).host")
    }

    /// What the engine said of itself; asked for at the first call.
    func introduced() async throws(Failure) -> Identity {
        if let known = identity.withLock({ $0 }) { return known }
        _ = try await ping()
        return identity.withLock { $0 } ?? Identity(prefix: "/v\(Self.apiVersion)", isPodman: false, version: "unknown")
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
