import KnotEngine
import KnotModel
import KnotPlan
import Testing

/// Several nodes of one cluster may have their containers in one engine.
extension EngineContract {
    static func nodes(_ scene: EngineScene) async throws {
        var owners = ["mine": scene.ownership(), "theirs": scene.ownership(), "earlier": scene.ownership()]
        owners["theirs"]?.node = NodeID("n2")
        owners["earlier"]?.node = nil
        var ids: [String: String] = [:]
        for (word, owner) in owners {
            let outcome = try await scene.act(.createContainer(scene.spec(word), ownership: owner))
            guard case .created(let id) = outcome else {
                Issue.record("creating the container '\(word)' came to \(outcome)")
                return
            }
            ids[word] = id
            try await scene.act(.createVolume(name: "\(word)-\(scene.word)", ownership: owner))
        }
        /// What a node sees of these, by listing all and by looking at the key.
        func seen(_ tenant: Tenant) async throws -> [String] {
            let all = try await scene.engine.observe(.all, for: tenant)
            let some = try await scene.engine.observe(.key(scene.key), for: tenant)
            let found = Set(all.containers.map(\.id))
            #expect(Set(some.containers.map(\.id)) == found)
            #expect(some.volumes.map(\.name).sorted() == some.containers.map(\.name).sorted())
            for container in all.containers + some.containers {
                #expect(owners.values.contains(container.ownership))
            }
            return ids.filter { found.contains($0.value) }.keys.sorted()
        }
        #expect(try await seen(scene.tenant) == ["earlier", "mine"])
        // What names no node is of the node that began the cluster.
        let later = Tenant(cluster: scene.cluster, node: NodeID("n2"), firstCluster: "other")
        #expect(try await seen(later) == ["theirs"])
        #expect(try await seen(Tenant(cluster: scene.cluster)) == ["earlier", "mine", "theirs"])

        let name = "theirs-\(scene.word)"
        let volume = await scene.failure(.createVolume(name: name, ownership: scene.ownership()))
        #expect(volume?.code == .nameTaken)
        let container = await scene.failure(.createContainer(scene.spec("theirs"), ownership: scene.ownership()))
        #expect(container?.code == .nameTaken)
        let own = Action.createVolume(name: "earlier-\(scene.word)", ownership: scene.ownership())
        #expect(try await scene.act(own) == .wasThere)
        guard scene.runsPrograms else { return }
        for failure in [volume, container] {
            #expect(failure?.message.contains("another node of this cluster") == true)
        }
        var spec = scene.spec("mounts")
        spec.foreignVolumes = VolumeRule(allowed: [])
        spec.mounts = [.init(source: .volume("earlier-\(scene.word)"), destination: "/data")]
        _ = try await scene.create(spec)
        spec.name += "-theirs"
        spec.mounts = [.init(source: .volume(name), destination: "/data")]
        let refused = await scene.failure(.createContainer(spec, ownership: scene.ownership()))
        #expect(refused?.code == .refusedByPolicy)
    }
}
