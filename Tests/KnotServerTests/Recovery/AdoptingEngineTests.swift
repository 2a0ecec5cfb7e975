import KnotEngine
import KnotModel
import KnotPlan
import KnotServer
import KnotStore
import Synchronization
import Testing

/// What of other clusters is this node's.
@Suite struct AdoptingEngineTests {
    private let tenant = Tenant(cluster: "now", node: NodeID("n1"))
    private let key = ResourceKey(.space, owner: "alice", name: "web")

    private func ownership(_ cluster: String, _ node: String?, _ key: ResourceKey? = nil) -> Ownership {
        Ownership(
            cluster: cluster, node: node.map { NodeID($0) }, key: key ?? self.key, uid: UID("1"), epoch: 1,
            revision: Stamp(ticks: 1, node: NodeID("n1")))
    }

    /// An engine with a container and a volume of each of these.
    private func engine(_ owners: [String: Ownership]) -> ScriptedEngine {
        let engine = ScriptedEngine()
        engine.world.withLock { world in
            for (name, owner) in owners {
                world.containers[name] = ObservedContainer(id: name, name: name, state: .running, ownership: owner)
                world.volumes[name] = ObservedVolume(name: name, ownership: owner)
            }
        }
        return engine
    }

    private func seen(_ engine: any ContainerEngine) async throws -> [String] {
        let snapshot = try await engine.observe(.key(key), for: tenant)
        let names = snapshot.containers.map(\.name).sorted()
        #expect(snapshot.volumes.map(\.name).sorted() == names)
        #expect(try await engine.observe(.all, for: tenant).containers.map(\.name).sorted() == names)
        return names
    }

    @Test func whatItMadeInAFormerClusterIsANodesOwn() async throws {
        let inner = engine([
            "own": ownership("now", "n1"), "unnamed": ownership("before", nil), "named": ownership("before", "n1"),
            "theirs": ownership("before", "n2"), "stranger": ownership("other", nil),
        ])
        #expect(try await seen(AdoptingEngine(inner, AdoptionBook())) == ["own"])
        let engine = AdoptingEngine(inner, AdoptionBook(formers: ["before"], firstCluster: "before"))
        #expect(try await seen(engine) == ["named", "own", "unnamed"])
        // Of a cluster that another node began, what names no node is not its own: so when it came back to its first one.
        let later = AdoptionBook(formers: ["before"], firstCluster: "now")
        #expect(try await seen(AdoptingEngine(inner, later)) == ["named", "own"])
        // To the node they are as if it had made them now.
        let found = try await engine.observe(.key(key), for: tenant)
        #expect((found.containers.map(\.ownership) + found.volumes.map(\.ownership)).allSatisfy { $0.tenant == tenant })
        for (name, outcome) in [("unnamed", ActionOutcome.wasThere), ("named", .wasThere), ("new", .done)] {
            let action = Action.createVolume(name: name, ownership: ownership("now", "n1"))
            #expect(try await engine.perform(action) { _ in } == outcome, "\(name)")
        }
    }

    /// The earlier database's node had another id.
    @Test func whatWasTakenOverIsAnybodys() async throws {
        let other = ResourceKey(.space, owner: "alice", name: "other")
        let inner = engine(["lost": ownership("earlier", "n9"), "elsewhere": ownership("earlier", "n9", other)])
        let engine = AdoptingEngine(inner, AdoptionBook([Adoption(key: key, cluster: "earlier")]))
        #expect(try await seen(engine) == ["lost"])
        #expect(try await engine.observe(.key(other), for: tenant).containers.isEmpty)
    }

    /// Stamps of another database were not replaced with this one's.
    @Test func whatWasTakenOverHasTheStampsThatWereTakenOver() {
        let book = AdoptionBook(
            [Adoption(key: key, cluster: "earlier")], formers: ["before"], firstCluster: "before", restamps: 2)
        #expect(book.owned(ownership("earlier", "n9"), by: tenant).restamps == 2)
        let own = book.owned(ownership("before", nil), by: tenant)
        #expect(own.restamps == 0 && own.tenant == tenant, "what the node made itself was of before")
    }
}
