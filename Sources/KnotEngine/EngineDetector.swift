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
    ///
    /// Podman that answers where Docker is looked for, or the other way round, is a failure: it would be counted twice,
    /// and each would take the other's containers for its own.
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
            let version = try await engine.ping()
            let found: EngineKind = engine.isPodman == true ? .podman : .docker
            guard found == engine.kind else {
                return .failure(
                    Failure(
                        .engineUnreachable, subject: engine.kind.rawValue,
                        "\(found.rawValue) answers at \(engine.endpoint), where \(engine.kind.rawValue) is looked for; "
                            + "name it as \(found.rawValue)"))
            }
            return .success(version)
        } catch {
            return .failure(error)
        }
    }
}
