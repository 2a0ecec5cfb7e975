import KnotEngine
import KnotModel
import KnotPlan
import Testing

/// What somebody else does to a container, in the words of the engine at hand.
struct Meddler {
    /// Billionths of a processor, as `--cpus` of the engine's own command line sets them.
    var limitCPUs: (_ container: String, _ nanos: Int64) async throws -> Void
    var limitProcesses: (_ container: String, _ limit: Int64) async throws -> Void
    /// `nil` where the engine cannot change it.
    var restartAlways: ((_ container: String) async throws -> Void)?
    /// Sets limits that knot never sets; `nil` where the engine does not tell of them.
    var limitOtherwise: ((_ container: String) async throws -> Void)?
    var connect: (_ container: String, _ network: String) async throws -> Void
    var disconnect: (_ container: String, _ network: String) async throws -> Void
}

extension EngineContract {
    /// What others change of a running container is seen, and is put back while it runs.
    static func drift(_ scene: EngineScene, _ meddler: Meddler, networks: [String]) async throws {
        var spec = scene.spec()
        spec.pidsLimit = 100
        let id = try await scene.run(spec)
        let before = try await scene.only().1
        #expect(before.restartPolicy == "no")
        #expect(before.processLimit == 100)
        #expect(before.otherLimits.isEmpty)

        try await meddler.limitCPUs(id, 500_000_000)
        #expect(try await scene.only().1.resources.nanoCPUs == 500_000_000)
        for resources in [
            ContainerSpec.Resources(memory: 64 << 20), .init(memory: 96 << 20, nanoCPUs: 250_000_000), .init(),
        ] {
            try await scene.act(.updateResources(.id(id), resources))
            #expect(try await scene.only().1.resources == resources)
        }
        try await meddler.limitProcesses(id, 10)
        #expect(try await scene.only().1.processLimit == 10)
        try await scene.act(.restoreSetting(.id(id), .processLimit(100)))
        #expect(try await scene.only().1.processLimit == 100)
        if let restartAlways = meddler.restartAlways {
            try await restartAlways(id)
            #expect(try await scene.only().1.restartPolicy == "always")
            for _ in 0..<2 { try await scene.act(.restoreSetting(.id(id), .restartPolicy)) }
            #expect(try await scene.only().1.restartPolicy == "no")
        }
        if let limitOtherwise = meddler.limitOtherwise {
            try await limitOtherwise(id)
            #expect(try await scene.only().1.otherLimits["cpu_shares"] == 2)
            for _ in 0..<2 { try await scene.act(.restoreSetting(.id(id), .otherLimits)) }
            #expect(try await scene.only().1.otherLimits.isEmpty)
        }
        try await driftOfNetworks(scene, meddler, id, networks)
        // What was lifted stays lifted in the next run.
        try await scene.act(.stopContainer(.id(id), grace: 0))
        try await scene.act(.startContainer(.id(id)))
        let after = try await scene.only().1
        #expect(after.resources == .init())
        #expect(after.otherLimits.isEmpty)
        #expect(after.networks == ["bridge"])
    }

    private static func driftOfNetworks(
        _ scene: EngineScene, _ meddler: Meddler, _ id: String, _ networks: [String]
    ) async throws {
        func listed() async throws -> [String] {
            let all = try await scene.engine.observe(.all, for: scene.tenant)
            return all.containers.first { $0.id == id }?.listedNetworks ?? ["?"]
        }
        #expect(try await listed() == ["bridge"])
        try await meddler.disconnect(id, "bridge")
        #expect(try await scene.only().1.networks.isEmpty)
        #expect(try await listed().isEmpty)
        try await meddler.connect(id, networks[0])
        #expect(try await scene.only().1.networks == [networks[0]])
        #expect(try await listed() == [networks[0]])
        try await scene.act(.connectNetwork(.id(id), network: "bridge"))
        try await scene.act(.disconnectNetwork(.id(id), network: networks[0]))
        let (container, detail) = try await scene.only()
        #expect(detail.networks == ["bridge"])
        #expect(!detail.address.isEmpty)
        #expect(container.state == .running)
        #expect(try await listed() == ["bridge"])
    }
}
