import KnotModel
import KnotPlan
import Testing

/// What somebody else changed of a running container: put back, reported or left alone.
@Suite struct DriftTests {
    private let key = ResourceKey(.space, owner: "alice", name: "web")

    private var policy: Policy {
        var policy = Policy.unrestricted
        policy.pidsLimit = 100
        return policy
    }

    private func rendered(_ container: FieldMap = [:]) throws -> RenderedSpace {
        var fields: FieldMap = ["image": "busybox:1"]
        for field in container { fields[field.key] = field.value }
        return try Renderer.render(
            space: Manifest(key: key), uid: UID("u1"),
            template: Manifest(key: ResourceKey(.template, name: "t"), fields: ["container": .map(fields)]),
            variables: [], volumes: [], context: RenderContext(policy: policy))
    }

    private func plan(
        _ spec: RenderedSpace, drift: DriftPolicy = .correct, overrides: ContainerSpec.Resources = .init(),
        isObserved: Bool = true, failed: [Action: FailedCorrection] = [:], restart: Stamp? = nil,
        imageMissing: Bool = false, _ edit: (inout ObservedContainer.Detail) -> Void
    ) -> Plan {
        let stamp = Stamp(ticks: 1, node: NodeID("n"))
        var ownership = Ownership(cluster: "c", key: key, uid: UID("u1"), epoch: 1, revision: stamp)
        ownership.restart = restart
        let desired = DesiredSpace(
            ownership: ownership, intent: .running, rendered: .success(spec), overrides: overrides, drift: drift,
            isObserved: isObserved)
        ownership.restart = nil
        ownership.specHash = spec.hash
        ownership.spec = spec.fields
        var detail = ObservedContainer.Detail(
            startedAt: WallTime(milliseconds: 1), processLimit: 100, networks: ["bridge"])
        edit(&detail)
        return Plan(
            desired,
            ObservedSpace(
                containers: [
                    .init(id: "c1", name: "alice.web", state: .running, ownership: ownership, detail: detail)
                ]),
            PlanMemory(imageMissing: imageMissing, failedCorrections: failed))
    }

    @Test func theDefaultNetworkIsConnectedAgain() throws {
        let lost = plan(try rendered()) { $0.networks = [] }
        #expect(
            lost.lines == [
                "connect container c1 to bridge because networks was changed from outside",
                #"drifted: networks: "bridge" -> (none)"#,
            ])
        let moved = plan(try rendered()) { $0.networks = ["other"] }
        #expect(moved.steps.map(\.action.verb) == ["connect", "disconnect"])
        #expect(plan(try rendered(["network": "default"])) { $0.networks = ["bridge"] }.lines.isEmpty)
    }

    @Test func theFirstNetworkIsConnectedAgainAndAForeignOneLeft() throws {
        let spec = try rendered(["network": "team", "networks": ["data"]])
        #expect(plan(spec) { $0.networks = ["data", "team"] }.lines.isEmpty)
        let lost = plan(spec) { $0.networks = ["bridge", "data"] }
        #expect(
            lost.steps.map(\.action.description) == [
                "connect container c1 to team", "disconnect container c1 from bridge",
            ])
    }

    @Test func whatCannotBeConnectedHasNoDrift() throws {
        for mode in ["host", "none", "container:db"] {
            #expect(plan(try rendered(["network": .string(mode)])) { $0.networks = [] }.lines.isEmpty, "\(mode)")
        }
        // An engine without root connects to no bridge.
        #expect(plan(try rendered()) { $0.networks = ["slirp4netns"] }.lines.isEmpty)
    }

    /// As one whose label somebody took away: what differs from nothing is everything.
    @Test func whereItIsNotKnownWhatWasMadeNothingIsPutBack() throws {
        let ownership = Ownership(
            cluster: "c", key: key, uid: UID("u1"), epoch: 1, revision: Stamp(ticks: 1, node: NodeID("n")))
        let detail = ObservedContainer.Detail(
            startedAt: WallTime(milliseconds: 1), resources: .init(memory: 64 << 20), restartPolicy: "always",
            networks: ["other"])
        let container = ObservedContainer(
            id: "c1", name: "alice.web", state: .running, ownership: ownership, detail: detail)
        let plan = Plan(
            DesiredSpace(
                ownership: ownership, intent: .running, rendered: .success(try rendered()), isObserved: true),
            ObservedSpace(containers: [container]))
        #expect(plan.steps.isEmpty && plan.drift.isEmpty)
    }

    @Test func restartPolicyAndLimitsArePutBack() throws {
        let changed = plan(try rendered()) {
            $0.restartPolicy = "always"
            $0.processLimit = .max
            $0.otherLimits = ["cpu_shares": 2, "cpuset_cpus": "0"]
        }
        #expect(
            changed.lines == [
                "set container c1 back to restart policy no because restart policy was changed from outside",
                "set container c1 back to at most 100 processes because pids_limit was changed from outside",
                "set container c1 back to no further limits because cpu_shares and cpuset_cpus was changed from outside",
                #"drifted: restart policy: "no" -> "always""#, "drifted: pids_limit: 100 -> (none)",
                "drifted: cpu_shares: (none) -> 2", #"drifted: cpuset_cpus: (none) -> "0""#,
            ])
        // What the engine does not tell is no drift.
        #expect(plan(try rendered()) { $0.processLimit = nil }.lines.isEmpty)
    }

    @Test func asManyProcessorsAsThereAreIsNoLimit() throws {
        func plan(_ cpus: FieldMap, _ seen: Int64?, most: Int64?) throws -> Plan {
            self.plan(try rendered(cpus)) {
                $0.resources.nanoCPUs = seen
                $0.mostNanoCPUs = most
            }
        }
        #expect(try plan([:], nil, most: 2_000_000_000).lines.isEmpty)
        #expect(try plan([:], 2_000_000_000, most: 2_000_000_000).lines.isEmpty)
        #expect(try plan(["cpus": "4"], nil, most: 2_000_000_000).lines.isEmpty)
        #expect(try plan(["cpus": "1"], nil, most: 2_000_000_000).steps.count == 1)
        #expect(try plan([:], 1_000_000_000, most: 2_000_000_000).steps.count == 1)
        #expect(try plan(["cpus": "4"], nil, most: nil).steps.count == 1)
    }

    @Test func whatFailedKeepsNothingElseWaiting() throws {
        let spec = try rendered()
        let failure = Failure(.networkMissing, subject: "bridge", "it is not there")
        let action = Action.connectNetwork(.id("c1"), network: "bridge")
        func plan(_ policy: DriftPolicy, isGivenUp: Bool) -> Plan {
            self.plan(
                spec, drift: policy, failed: [action: FailedCorrection(failure: failure, isGivenUp: isGivenUp)]
            ) {
                $0.networks = []
                $0.restartPolicy = "always"
            }
        }
        for isGivenUp in [false, true] {
            let corrected = plan(.correct, isGivenUp: isGivenUp)
            #expect(corrected.steps.map(\.action) == [.restoreSetting(.id("c1"), .restartPolicy)])
            #expect(corrected.drift.map(\.path) == ["networks", "restart policy"])
            #expect(corrected.drift.map(\.effect) == [isGivenUp ? .restart : .live, .live])
            #expect(corrected.uncorrected == [failure])
        }
        #expect(plan(.report, isGivenUp: true).uncorrected.isEmpty)
        #expect(plan(.report, isGivenUp: true).drift.map(\.effect) == [.live, .live])
        #expect(plan(.ignore, isGivenUp: true).lines.isEmpty)
    }

    @Test func aChangeThatTheEngineCannotMakeWaitsForTheRestart() throws {
        let wanted = ContainerSpec.Resources(nanoCPUs: 500_000_000)
        let action = Action.updateResources(.id("c1"), wanted)
        let failure = Failure(.conflict, subject: "c1", "it cannot be changed")
        func plan(_ failed: [Action: FailedCorrection]) throws -> Plan {
            self.plan(try rendered(), overrides: wanted, isObserved: false, failed: failed) { _ in }
        }
        #expect(try plan([:]).steps == [Step(action, .changed(field: "cpus"))])
        let given = try plan([action: FailedCorrection(failure: failure, isGivenUp: true)])
        #expect(given.lines == [#"at next restart: cpus: (none) -> "0.5""#])
    }

    /// A restart that was asked for may wait long for its image, and what runs meanwhile is what was edited.
    @Test func whatWaitsForItsReplacementTellsOfItsDrift() throws {
        func plan(_ policy: DriftPolicy) throws -> Plan {
            self.plan(
                try rendered(), drift: policy, restart: Stamp(ticks: 9, node: NodeID("n")), imageMissing: true
            ) { $0.networks = ["bridge", "other"] }
        }
        for policy in [DriftPolicy.correct, .report] {
            let plan = try plan(policy)
            #expect(plan.drift.map(\.path) == ["networks"] && plan.drift.map(\.effect) == [.restart])
            #expect(plan.steps.map(\.action.verb).prefix(3) == ["pull", "stop", "remove"])
        }
        #expect(try plan(.ignore).drift.isEmpty)
    }

    @Test func pausedIsReportedOrLeftAloneByPolicy() throws {
        let stamp = Stamp(ticks: 1, node: NodeID("n"))
        let ownership = Ownership(cluster: "c", key: key, uid: UID("u1"), epoch: 1, revision: stamp)
        let paused = ObservedContainer(id: "c1", name: "alice.web", state: .paused, ownership: ownership)
        func plan(_ policy: DriftPolicy) throws -> Plan {
            let desired = DesiredSpace(
                ownership: ownership, intent: .running, rendered: .success(try rendered()), drift: policy)
            return Plan(desired, ObservedSpace(containers: [paused]))
        }
        #expect(try plan(.correct).steps.map(\.action) == [.unpauseContainer(.id("c1"))])
        #expect(try plan(.report).lines == [#"drifted: state: "running" -> "paused""#])
        #expect(try plan(.ignore).lines.isEmpty)
    }
}
