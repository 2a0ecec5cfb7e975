import KnotModel
import KnotPlan
import Testing

/// Where a space goes, and what is said when it goes nowhere.
@Suite struct PlacementTests {
    private let web = ResourceKey(.space, owner: "alice", name: "web")
    private let nodes = [
        NodeView(node: NodeID("n1"), zone: "west", engines: [.docker, .podman], load: 2),
        NodeView(node: NodeID("n2"), zone: nil, engines: [.podman], load: 1),
    ]

    private func choose(
        zone: String? = nil, node: String? = nil, platform: String? = nil, zones: [String] = []
    ) throws(Failure) -> String {
        let place = try PlacementChoice.choose(
            web, zone: zone, node: node, platform: platform, allowedZones: zones, among: nodes)
        return "\(place.node) \(place.engine.rawValue)"
    }

    @Test func theLeastLoadedThatFits() throws {
        #expect(try choose() == "n2 podman")
        #expect(try choose(platform: "docker") == "n1 docker")
        #expect(try choose(zone: "west") == "n1 docker")
        #expect(try choose(node: "n1", platform: "podman") == "n1 podman")
        #expect(try choose(zones: ["west"]) == "n1 docker")
        #expect(try choose(zones: ["!west"]) == "n2 podman")
    }

    @Test(arguments: ["east-1", "East.example.COM", "10.0.0.7", "[FD00::7]", "00ff"])
    func aNodeIsMeantByItsNameAHostOrItsID(_ text: String) throws {
        let named = NodeView(
            node: NodeID("00ff"), name: "east-1", hosts: ["East.example.com", "10.0.0.7", "fd00::7"], zone: nil,
            engines: [.docker], load: 9)
        let place = try PlacementChoice.choose(
            web, zone: nil, node: text, platform: nil, allowedZones: [], among: nodes + [named])
        #expect(place.node == NodeID("00ff"))
    }

    @Test func aNodeIsSpokenOfByItsName() {
        let named = NodeView(node: NodeID("00ff"), name: "east-1", zone: nil, engines: [], load: 0)
        #expect {
            try PlacementChoice.choose(
                web, zone: nil, node: nil, platform: nil, allowedZones: [], among: [named])
        } throws: {
            let message = ($0 as? Failure)?.message ?? ""
            return message.contains("east-1 has no container engine") && !message.contains("00ff")
        }
    }

    @Test func whereItCannotGoIsSaidOfEachNodeWithWhatToDo() {
        #expect(throws: failure("n1 is in zone 'west', not 'mars'; n2 is in no zone, not 'mars'\(Self.advice)")) {
            try choose(zone: "mars")
        }
        #expect(
            throws: failure(
                "n1 is not the node 'n3' that it asks for; n2 is not the node 'n3' that it asks for\(Self.advice)")
        ) {
            try choose(node: "n3")
        }
        #expect(
            throws: failure(
                "the template is not for zone 'west'; the template is not for nodes without a zone\(Self.advice)")
        ) {
            try choose(zones: ["east"])
        }
        #expect(
            throws: failure(
                "n1 has no container engine 'apple' that answers; n2 has no container engine 'apple' that answers")
        ) {
            try choose(platform: "apple")
        }
    }

    @Test func whatPeopleRunByHandGoesNowhere() {
        #expect {
            try choose(platform: "manual")
        } throws: { ($0 as? Failure)?.message.contains("people run such a space by hand") == true }
    }

    private static let advice =
        "; change 'zone' and 'node' of the space, or 'zones' of its template, or start a server there"

    private func failure(_ reasons: String) -> Failure {
        Failure(.noEngine, subject: "space/alice/web", "no server can run it: " + reasons)
    }
}
