import AsyncHTTPClient
import KnotModel
import Logging

/// Finds out which of a node's configured engines answer. Asked at the start and every now and then, in any state.
package struct EngineDetector: Sendable {
    /// What one engine came to.
    package struct Detection: Sendable {
        package var engine: DockerEngine
        package var outcome: Result<EngineVersion, Failure>

        package var kind: EngineKind { engine.kind }
    }

    /// In the order of preference; the same ones at every detection.
    package let engines: [DockerEngine]

    package init(_ candidates: [(kind: EngineKind, endpoint: EngineEndpoint)], client: HTTPClient, logger: Logger) {
        engines = candidates.map { DockerEngine(kind: $0.kind, endpoint: $0.endpoint, client: client, logger: logger) }
    }

    /// Asks each of them, all at once. The answers are in the order of preference.
    package func detect() async -> [Detection] {
        await withTaskGroup(of: (Int, Detection).self) { group in
            for (index, engine) in engines.enumerated() {
                group.addTask { (index, Detection(engine: engine, outcome: await Self.probe(engine))) }
            }
            var found: [(Int, Detection)] = []
            for await detection in group { found.append(detection) }
            return found.sorted { $0.0 < $1.0 }.map(\.1)
        }
    }

    private static func probe(_ engine: DockerEngine) async -> Result<EngineVersion, Failure> {
        do {
            return .success(try await engine.ping())
        } catch {
            return .failure(error)
        }
    }
}
