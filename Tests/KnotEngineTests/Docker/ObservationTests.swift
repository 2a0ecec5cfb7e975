import KnotEngine
import KnotModel
import KnotPlan
import Testing

struct ObservationTests {
    @Test(
        arguments: [
            ("running", .running), ("Exited", .exited), ("configured", .created), ("initialized", .created),
            ("stopped", .exited), ("stopping", .unknown), ("", .unknown), ("melted", .unknown),
        ] as [(String, ObservedContainer.State)])
    func knowsTheEnginesWordsForAState(word: String, state: ObservedContainer.State) {
        #expect(DockerEngine.state(word) == state)
    }

    @Test func readsLimits() {
        #expect(
            LiveLimits.resources(memory: "104857600", quota: "25000", period: "100000")
                == .init(memory: 104_857_600, nanoCPUs: 250_000_000))
        #expect(LiveLimits.resources(memory: "9223372036854771712", quota: "-1", period: "100000") == .init())
        #expect(LiveLimits.resources(memory: "max", quota: "max", period: "100000") == .init())
        #expect(LiveLimits.resources(memory: "", quota: "1", period: "0") == .init())
        let absurd = "9223372036854775807"
        #expect(LiveLimits.resources(memory: "-\(absurd)", quota: absurd, period: "1") == .init())
    }

    @Test func readsEventsOfOurs() {
        let line =
            #"{"status":"die","id":"f","Type":"container","Action":"die","Actor":{"ID":"f1","Attributes":{"knot.key":"space/alice/web"}},"timeNano":1}"#
        let tenant = Tenant(cluster: "c", node: NodeID("n1"))
        let mine = line.replacing("Attributes\":{", with: "Attributes\":{\"knot.node\":\"n1\",")
        for line in [line, mine] {
            #expect(
                DockerEngine.event(Array(line.utf8), for: tenant)
                    == EngineEvent(
                        key: ResourceKey(.space, owner: "alice", name: "web"), containerID: "f1", action: "die"))
        }
        for other in [
            line.replacing("\"die\"", with: "\"exec_start: sh\""), line.replacing("space/", with: "spice/"), "{", "",
            mine.replacing("\"n1\"", with: "\"n2\""),
        ] {
            #expect(DockerEngine.event(Array(other.utf8), for: tenant) == nil)
        }
    }
}
