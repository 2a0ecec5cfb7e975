import AsyncHTTPClient
import Foundation
import KnotModel
import KnotPlan
import NIOCore

extension DockerEngine {
    /// Events that wait to be read. When more come the engine is read more slowly, and it may in time drop some: an
    /// event is a hint, and the next look at the engine finds what was missed.
    private static let waitingEvents = 1024

    package func events(for tenant: Tenant) -> AsyncThrowingStream<EngineEvent, any Error> {
        let filters = EngineCall.filters(labels: ["\(Ownership.Label.cluster)=\(tenant.cluster)"], type: "container")
        let call = EngineCall(.get, "/events", query: [("filters", filters)], about: .engine)
        return Pipe<EngineEvent>.stream(capacity: Self.waitingEvents) { [self] pipe in
            let response = try await open(call)
            do {
                var splitter = LineSplitter()
                for try await buffer in response.body {
                    for line in splitter.lines(buffer.readableBytesView) {
                        if let event = Self.event(line, for: tenant) { await pipe.send(event) }
                    }
                }
            } catch {
                throw failure(error, in: call)
            }
        }
    }

    /// `nil` for lines that are not about a container of the tenant's, or only about a command in one.
    package static func event(_ line: [UInt8], for tenant: Tenant) -> EngineEvent? {
        guard let line = try? JSONDecoder().decode(EventLine.self, from: Data(line)),
            let action = line.action ?? line.status, !action.hasPrefix("exec"),
            let labels = line.actor?.attributes, let key = labels[Ownership.Label.key].flatMap(ResourceKey.init),
            let id = line.actor?.id ?? line.id
        else { return nil }
        // The engine was asked for the cluster's events.
        guard tenant.owns(cluster: tenant.cluster, node: Ownership.node(labels)) else { return nil }
        return EngineEvent(key: key, containerID: id, action: action)
    }
}
