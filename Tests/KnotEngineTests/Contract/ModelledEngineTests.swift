import KnotModel
import KnotPlan
import Testing

/// The scenarios that real engines play, played by the simulator's engine: the model stays honest.
@Suite struct ModelledEngineTests {
    enum Scenario: String, CaseIterable, Sendable {
        case life, twice, scopes, refusals, ports, volumes, limits, networks, meddling, images, drift, nodes
    }

    @Test(arguments: Scenario.allCases, [EngineKind.docker, .podman])
    func playsLikeARealOne(_ scenario: Scenario, _ kind: EngineKind) async throws {
        let word = "m\(scenario.rawValue.utf8.count)"
        let networks = ["a", "b"].map { "net\($0)-\(word)" }
        let engine = ModelledEngine(kind: kind, image: "base:1", networks: networks)
        let scene = EngineScene(engine: engine, image: "base:1", word: word, runsPrograms: false)
        switch scenario {
        case .life: try await EngineContract.life(scene)
        case .twice: try await EngineContract.twice(scene)
        case .scopes: try await EngineContract.scopes(scene)
        case .nodes: try await EngineContract.nodes(scene)
        case .refusals: try await EngineContract.refusals(scene)
        case .ports: try await EngineContract.ports(scene)
        case .volumes: try await EngineContract.volumes(scene)
        case .limits: try await EngineContract.limits(scene)
        case .networks: try await EngineContract.networks(scene, networks)
        case .images:
            try await EngineContract.images(
                scene, name: { await engine.name($0, isOther: $1) }, unname: { await engine.unname($0) })
        case .drift:
            let meddler = Meddler(
                limitCPUs: { await engine.edit($0, .init(nanoCPUs: $1)) },
                limitProcesses: { id, limit in await engine.reconfigure(id, processLimit: limit) },
                restartAlways: { await engine.reconfigure($0, restartPolicy: "always") },
                limitOtherwise: { await engine.reconfigure($0, otherLimits: ["cpu_shares": 2]) },
                connect: { await engine.connect($0, to: $1) }, disconnect: { await engine.disconnect($0, from: $1) })
            try await EngineContract.drift(scene, meddler, networks: networks)
        case .meddling:
            try await EngineContract.meddling(
                scene, rename: { await engine.rename($0, to: $1) }, pause: { await engine.pause($0) })
        }
    }
}
