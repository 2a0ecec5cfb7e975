import KnotEngine
import KnotModel
import KnotPlan
import Testing

struct OwnershipLabelsTests {
    let full = Ownership(
        cluster: "c1", node: NodeID("n1"), key: ResourceKey(.space, owner: "alice", name: "web"), uid: UID("0123"),
        epoch: 7,
        revision: Stamp(ticks: 0x1234_5678_9abc_0001, node: NodeID("n1")),
        restart: Stamp(ticks: 5, node: NodeID("n-2")),
        specHash: "1:abc",
        spec: [
            "image": "a\"b\\c\n\u{1}é", "ports": ["8080:80/tcp"], "memory": 268_435_456, "init": true,
            "ratio": .double(2),
            "none": .null, "nested": ["b": ["c": []]],
        ])

    @Test func comeBackAsTheyWere() {
        #expect(Ownership(labels: full.labels) == full)
        var bare = full
        bare.restart = nil
        bare.specHash = ""
        bare.spec = [:]
        #expect(Ownership(labels: bare.labels) == bare)
        #expect(bare.labels.count == 6)
        bare.restamps = 2
        #expect(Ownership(labels: bare.labels) == bare)
        #expect(Ownership(labels: bare.labels.merging(["knot.restamps": "-1"]) { $1 })?.restamps == 0)
    }

    /// An earlier version wrote none.
    @Test func mayNameNoNode() throws {
        var labels = full.labels
        #expect(labels["knot.node"] == "n1")
        for text in [nil, ""] {
            labels["knot.node"] = text
            let read = try #require(Ownership(labels: labels))
            #expect(read.node == nil)
            #expect((read.specHash, read.spec, read.uid) == (full.specHash, full.spec, full.uid))
        }
    }

    @Test func sayWhoseItIs() {
        var earlier = full
        earlier.node = nil
        for (tenant, owns) in [
            (Tenant(cluster: "c1", node: NodeID("n1")), [true, true]),
            (Tenant(cluster: "c1", node: NodeID("n1"), firstCluster: "c2"), [true, false]),
            (Tenant(cluster: "c1", node: NodeID("n2")), [false, true]),
            (Tenant(cluster: "c1"), [true, true]), (Tenant(cluster: "c2", node: NodeID("n1")), [false, false]),
        ] {
            #expect([tenant.owns(full), tenant.owns(earlier)] == owns, "\(tenant)")
        }
    }

    @Test func writeTheSpecWithSortedKeys() {
        var small = full
        small.spec = ["b": 1, "a": ["z": false, "y": "x/y"]]
        #expect(small.labels["knot.spec"] == #"{"a":{"y":"x/y","z":false},"b":1}"#)
    }

    @Test(arguments: ["knot.cluster", "knot.key", "knot.uid"])
    func areNobodysWithout(label: String) {
        var labels = full.labels
        labels[label] = nil
        #expect(Ownership(labels: labels) == nil)
        labels[label] = ""
        #expect(Ownership(labels: labels) == nil)
    }

    @Test func fallBackWhereGarbled() throws {
        var labels = full.labels
        for name in ["epoch", "revision", "restart", "spec"] { labels["knot.\(name)"] = "{?" }
        labels["knot.spec-hash"] = nil
        let read = try #require(Ownership(labels: labels))
        #expect(read.epoch == 0)
        #expect(read.revision.ticks == 0)
        #expect(read.restart == nil)
        #expect(read.specHash.isEmpty)
        #expect(read.spec.isEmpty)
    }
}
