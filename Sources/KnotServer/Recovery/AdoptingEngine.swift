import KnotEngine
import KnotModel
import KnotPlan
import KnotStore

/// An engine in which what was taken over from another cluster, and what this node made while it was of another cluster,
/// shows as this node's own.
///
/// Labels cannot be changed on a container or volume that is there. A container is made anew at the next restart and has
/// this cluster's labels then; a volume keeps those it has.
package final class AdoptingEngine: ContainerEngine {
    /// Events that wait to be read. One that is dropped is found by the next listing.
    private static let waitingEvents = 1_024

    private let engine: any ContainerEngine
    private let book: AdoptionBook

    package init(_ engine: any ContainerEngine, _ book: AdoptionBook) {
        self.engine = engine
        self.book = book
    }

    package var kind: EngineKind { engine.kind }

    package func ping() async throws(Failure) -> EngineVersion { try await engine.ping() }

    package func observe(_ scope: ObservationScope, for tenant: Tenant) async throws(Failure) -> EngineSnapshot {
        var snapshot = try await engine.observe(scope, for: tenant)
        let formers =
            switch scope {
            case .all: book.clusters
            case .key(let key): book.clusters(of: key)
            }
        for former in formers where former != tenant.cluster {
            let found = try await engine.observe(scope, for: Tenant(cluster: former))
            snapshot.containers += found.containers.filter { book.has($0.ownership, tenant.node) }.map {
                var container = $0
                container.ownership = book.owned(container.ownership, by: tenant)
                return container
            }
            snapshot.volumes += found.volumes.filter { book.has($0.ownership, tenant.node) }.map {
                var volume = $0
                volume.ownership = book.owned(volume.ownership, by: tenant)
                return volume
            }
            snapshot.images += found.images.filter { !snapshot.images.contains($0) }
            snapshot.directories += found.directories.filter { !snapshot.directories.contains($0) }
        }
        let isForeign = { (container: ObservedContainer) in container.detail?.foreignVolumes.isEmpty == false }
        guard snapshot.foreignVolumes?.isEmpty == false || snapshot.containers.contains(where: isForeign) else {
            return snapshot
        }
        let taken = try await adoptedVolumes(tenant.node)
        guard !taken.isEmpty else { return snapshot }
        snapshot.foreignVolumes?.removeAll(where: taken.contains)
        for index in snapshot.containers.indices {
            snapshot.containers[index].detail?.foreignVolumes.removeAll(where: taken.contains)
        }
        return snapshot
    }

    /// Names of the volumes that were taken over, of whatever resource: a space may mount a `Volume`'s.
    private func adoptedVolumes(_ node: NodeID?) async throws(Failure) -> Set<String> {
        guard !book.isEmpty else { return [] }
        let claims = try await engine.claims()
        return Set(
            claims.filter { $0.content == .volume && book.has($0.ownership, node) }.map(\.name))
    }

    package func perform(
        _ action: Action, progress: @escaping @Sendable (PullProgress) -> Void
    ) async throws(Failure) -> ActionOutcome {
        var action = action
        switch action {
        case .createContainer(var spec, let ownership) where spec.foreignVolumes != nil:
            // Their labels are another cluster's, but knot made them.
            spec.foreignVolumes?.own += try await adoptedVolumes(ownership.node).sorted()
            action = .createContainer(spec, ownership: ownership)
        case .createVolume(let name, let ownership):
            for former in book.clusters(of: ownership.key) where former != ownership.cluster {
                let found = try await engine.observe(.key(ownership.key), for: Tenant(cluster: former))
                if found.volumes.contains(where: { $0.name == name && book.has($0.ownership, ownership.node) }) {
                    return .wasThere
                }
            }
        case .removeDirectory(let path, var ownership):
            for former in book.clusters(of: ownership.key) where former != ownership.cluster {
                ownership.cluster = former
                if !book.isFormer(former) { ownership.node = nil }
                _ = try await engine.perform(.removeDirectory(path: path, ownership: ownership), progress: progress)
            }
        default: break
        }
        return try await engine.perform(action, progress: progress)
    }

    package func events(for tenant: Tenant) -> AsyncThrowingStream<EngineEvent, any Error> {
        let formers = book.clusters.filter { $0 != tenant.cluster }.map { Tenant(cluster: $0) }
        guard !formers.isEmpty else { return engine.events(for: tenant) }
        let (stream, source) = AsyncThrowingStream.makeStream(
            of: EngineEvent.self, bufferingPolicy: .bufferingNewest(Self.waitingEvents))
        let task = Task {
            do {
                try await withThrowingTaskGroup { group in
                    for asked in [tenant] + formers {
                        group.addTask {
                            for try await event in self.engine.events(for: asked)
                            where asked == tenant || self.book.mayHave(event.key, from: asked.cluster) {
                                source.yield(event)
                            }
                        }
                    }
                    // One that ends means that the engine's answer was cut.
                    try await group.next()
                    group.cancelAll()
                }
                source.finish()
            } catch {
                source.finish(throwing: error)
            }
        }
        source.onTermination = { _ in task.cancel() }
        return stream
    }

    package func checkHealth(containerID: String) async throws(Failure) {
        try await engine.checkHealth(containerID: containerID)
    }

    package func claims() async throws(Failure) -> [Claim] { try await engine.claims() }

    package func logs(containerID: String, _ options: LogOptions) -> AsyncThrowingStream<OutputChunk, any Error> {
        engine.logs(containerID: containerID, options)
    }

    package func exec(containerID: String, _ request: ExecRequest) async throws(Failure) -> any ExecSession {
        try await engine.exec(containerID: containerID, request)
    }
}
