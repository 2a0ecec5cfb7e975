import KnotModel
import KnotPlan
import Testing

/// The plan table of the design, row by row, as the text a user sees.
@Suite struct PlanTests {
    let key = ResourceKey(.space, owner: "alice", name: "web")

    private func stamp(_ ticks: UInt64) -> Stamp { Stamp(ticks: ticks, node: NodeID("n")) }

    private func rendered(
        image: String = "ubuntu:latest", pull: RenderedSpace.PullPolicy = .missing, prunes: Bool = false
    ) throws -> RenderedSpace {
        let template = Manifest(
            key: ResourceKey(.template, name: "t"),
            fields: [
                "container": [
                    "image": .string(image), "memory": "1g", "pull": .string(pull.rawValue), "volumes": ["home:/home"],
                ], "volumes": ["home": .null], "prune_volumes": .bool(prunes),
            ])
        return try Renderer.render(
            space: Manifest(key: key), uid: UID("u1"), template: template, variables: [], volumes: [],
            context: RenderContext())
    }

    private func ownership(epoch: UInt64 = 1, uid: String = "u1", restart: Stamp? = nil) -> Ownership {
        Ownership(cluster: "c", key: key, uid: UID(uid), epoch: epoch, revision: stamp(1), restart: restart)
    }

    private func desired(
        _ intent: DesiredSpace.Intent = .running, rendered: RenderedSpace, restart: Stamp? = nil,
        overrides: ContainerSpec.Resources = .init(), drift: DriftPolicy = .correct,
        isObserved: Bool = true
    ) -> DesiredSpace {
        DesiredSpace(
            ownership: ownership(restart: restart), intent: intent, rendered: .success(rendered), overrides: overrides,
            drift: drift, isObserved: isObserved)
    }

    private func container(
        _ state: ObservedContainer.State, id: String = "c1", of rendered: RenderedSpace, epoch: UInt64 = 1,
        uid: String = "u1", started: Bool = true, edit: (inout ObservedContainer) -> Void = { _ in }
    ) -> ObservedContainer {
        var ownership = ownership(epoch: epoch, uid: uid)
        ownership.specHash = rendered.hash
        ownership.spec = rendered.fields
        var container = ObservedContainer(
            id: id, name: "alice.web", state: state, ownership: ownership,
            detail: .init(
                startedAt: started ? WallTime(milliseconds: 1) : nil, resources: .init(memory: 1 << 30),
                networks: ["bridge"]))
        edit(&container)
        return container
    }

    private var volume: ObservedVolume { ObservedVolume(name: "knot.alice.web.home", ownership: ownership()) }

    @Test func nothingThere() throws {
        let plan = Plan(desired(rendered: try rendered()), ObservedSpace())
        let why = "because it should run and nothing is there"
        #expect(
            plan.lines == [
                "create volume knot.alice.web.home \(why)", "create container alice.web \(why)",
                "start the new container \(why)",
            ])
    }

    @Test func aMissingImageIsPulledFirst() throws {
        let plan = Plan(
            desired(rendered: try rendered()), ObservedSpace(volumes: [volume]), PlanMemory(imageMissing: true))
        #expect(plan.lines.first == "pull image ubuntu:latest because the engine does not have the image")
    }

    @Test func pullAlwaysPullsOnce() throws {
        let always = try rendered(pull: .always)
        let before = Plan(desired(rendered: always), ObservedSpace())
        let after = Plan(desired(rendered: always), ObservedSpace(), PlanMemory(imagePulled: true))
        #expect(before.lines.first?.hasPrefix("pull image") == true)
        #expect(after.lines.first?.hasPrefix("create volume") == true)
    }

    @Test func pullNeverIsBlockedByAMissingImage() throws {
        let plan = Plan(desired(rendered: try rendered(pull: .never)), ObservedSpace(), PlanMemory(imageMissing: true))
        #expect(plan.isEmpty)
        #expect(plan.blocked?.code == .imageMissing)
    }

    @Test func runningAndEqualIsSettled() throws {
        let spec = try rendered()
        let plan = Plan(desired(rendered: spec), ObservedSpace(containers: [container(.running, of: spec)]))
        #expect(plan.lines.isEmpty)
        #expect(plan.current?.id == "c1")
    }

    @Test func exitedIsStarted() throws {
        let spec = try rendered()
        let plan = Plan(
            desired(rendered: spec),
            ObservedSpace(containers: [container(.exited, of: spec) { $0.detail?.exitCode = 3 }]))
        #expect(plan.lines == ["start container c1 because it should run and exited with code 3"])
    }

    @Test func aChangedTemplateWaits() throws {
        let old = try rendered()
        let new = try rendered(image: "ubuntu:24.04")
        let plan = Plan(desired(rendered: new), ObservedSpace(containers: [container(.running, of: old)]))
        #expect(plan.isEmpty)
        #expect(plan.lines == [#"at next restart: container.image: "ubuntu:latest" -> "ubuntu:24.04""#])
    }

    @Test func aHashOfAnotherVersionSaysNothing() throws {
        let spec = try rendered()
        let plan = Plan(
            desired(rendered: try rendered(image: "other")),
            ObservedSpace(containers: [container(.running, of: spec) { $0.ownership.specHash = "v0:abc" }]))
        #expect(plan.lines.isEmpty)
    }

    @Test func restartAppliesTheTemplateOnceTheImageIsThere() throws {
        let old = try rendered()
        let new = try rendered(image: "ubuntu:24.04")
        let plan = Plan(
            desired(rendered: new, restart: stamp(9)),
            ObservedSpace(containers: [container(.running, of: old)], volumes: [volume]))
        let why = "because a restart was asked for"
        #expect(
            plan.lines == [
                "check image ubuntu:24.04 \(why)", "stop container c1 within 10s \(why)", "remove container c1 \(why)",
                "keep volume knot.alice.web.home", "create container alice.web \(why)",
                "start the new container \(why)",
            ])
    }

    @Test func aRestartAlreadyDoneIsNotRepeated() throws {
        let spec = try rendered()
        let plan = Plan(
            desired(rendered: spec, restart: stamp(9)),
            ObservedSpace(containers: [
                container(.running, of: spec) { $0.ownership.restart = Stamp(ticks: 9, node: NodeID("n")) }
            ]))
        #expect(plan.isEmpty)
    }

    @Test func whatCannotBeMadeAgainIsLeftRunning() throws {
        let spec = try rendered()
        var desired = desired(rendered: spec, restart: stamp(9))
        desired.rendered = .failure(Failure(.templateMissing, subject: "x", "gone"))
        let plan = Plan(desired, ObservedSpace(containers: [container(.running, of: spec)]))
        #expect(plan.isEmpty)
        #expect(plan.blocked?.code == .templateMissing)
    }

    @Test func whatCannotBeMadeAgainIsStartedAgainAsItWasMade() throws {
        let spec = try rendered()
        var desired = desired(rendered: spec, restart: stamp(9))
        desired.rendered = .failure(Failure(.refusedByPolicy, subject: "x", "no"))
        let plan = Plan(desired, ObservedSpace(containers: [container(.exited, of: spec)]))
        #expect(plan.steps.map(\.action) == [.startContainer(.id("c1"))])
        #expect(plan.blocked?.code == .refusedByPolicy)
    }

    @Test func whatMountsAVolumeThatIsNotAllowedRunsOnAsItWasMade() throws {
        var spec = try rendered()
        spec.container.mounts.append(.init(source: .volume("etc"), destination: "/x"))
        spec.container.foreignVolumes = VolumeRule()
        var current = container(.running, of: spec)
        current.detail?.foreignVolumes = ["etc"]
        let plan = Plan(desired(rendered: spec, restart: stamp(9)), ObservedSpace(containers: [current]))
        #expect(plan.steps.isEmpty)
        #expect(plan.blocked?.code == .refusedByPolicy)
        #expect(plan.blocked?.message.contains("allowed_volumes = [\"etc\"]") == true)
        spec.container.foreignVolumes = VolumeRule(allowed: ["e*"])
        let allowed = Plan(desired(rendered: spec, restart: stamp(9)), ObservedSpace(containers: [current]))
        #expect(allowed.blocked == nil && !allowed.steps.isEmpty)
    }

    @Test func whatIsOnItsWayIsLeftAloneUntilThatTakesTooLong() throws {
        let spec = try rendered()
        for state in [ObservedContainer.State.removing, .unknown, .restarting] {
            let current = container(state, of: spec)
            #expect(Plan(desired(rendered: spec), ObservedSpace(containers: [current])).isEmpty)
            let (observed, stuck) = (ObservedSpace(containers: [current]), PlanMemory(stuck: [current.id]))
            let verbs = Plan(desired(rendered: spec), observed, stuck).steps.map(\.action.description)
            let gone = Plan(desired(.stopped, rendered: spec), observed, stuck).steps.map(\.action.description)
            if state == .removing {
                #expect(verbs == ["remove container \(current.id) by force"])
            } else {
                #expect(verbs == ["stop container \(current.id) within 10s", "start container \(current.id)"])
            }
            if state != .restarting { #expect(gone == ["remove container \(current.id) by force"]) }
        }
    }

    @Test func forceIsForWhatCannotBeRemovedOtherwise() throws {
        let spec = try rendered()
        for state in [ObservedContainer.State.created, .running, .paused, .restarting, .exited, .dead, .unknown] {
            let current = container(state, of: spec)
            let plan = Plan(desired(.deleted(keepVolumes: true), rendered: spec), ObservedSpace(containers: [current]))
            #expect(plan.steps.last?.action == .removeContainer(.id(current.id), force: state == .dead), "\(state)")
        }
    }

    @Test func stoppedKeepsVolumes() throws {
        let spec = try rendered()
        let plan = Plan(
            desired(.stopped, rendered: spec),
            ObservedSpace(containers: [container(.running, of: spec)], volumes: [volume]))
        #expect(plan.steps.map(\.action.verb) == ["stop", "remove"])
    }

    @Test func deletedRemovesVolumesUnlessKept() throws {
        let spec = try rendered()
        let observed = ObservedSpace(containers: [container(.exited, of: spec)], volumes: [volume])
        let gone = Plan(desired(.deleted(keepVolumes: false), rendered: spec), observed)
        let kept = Plan(desired(.deleted(keepVolumes: true), rendered: spec), observed)
        #expect(gone.steps.map(\.action.verb) == ["remove", "remove_volume"])
        #expect(kept.steps.map(\.action.verb) == ["remove"])
    }

    @Test func volumesTakenUpFromADeletedSpaceGoWithTheNewOne() throws {
        let spec = try rendered()
        let taken = ObservedVolume(name: "knot.alice.web.home", ownership: ownership(uid: "u0"))
        let unused = ObservedVolume(name: "knot.alice.web.other", ownership: ownership(uid: "u0"))
        let plan = Plan(
            desired(.deleted(keepVolumes: false), rendered: spec),
            ObservedSpace(containers: [container(.exited, of: spec)], volumes: [taken, unused]))
        #expect(plan.steps.last?.action == .removeVolume(name: "knot.alice.web.home"))
        #expect(plan.steps.count == 2)
    }

    @Test(arguments: [DesiredSpace.Intent.elsewhere, .unrecorded])
    func whereItDoesNotBelongItGoesWithoutItsVolumes(intent: DesiredSpace.Intent) throws {
        let spec = try rendered()
        let plan = Plan(
            desired(intent, rendered: spec),
            ObservedSpace(containers: [container(.running, of: spec)], volumes: [volume]))
        #expect(plan.steps.map(\.action.verb) == ["stop", "remove"])
    }

    @Test func olderEpochsAndUidsAndDuplicatesGoFirst() throws {
        let spec = try rendered()
        let plan = Plan(
            desired(rendered: spec),
            ObservedSpace(containers: [
                container(.exited, id: "old-epoch", of: spec, epoch: 0),
                container(.exited, id: "old-uid", of: spec, uid: "u0"),
                container(.running, id: "a", of: spec), container(.exited, id: "b", of: spec),
            ]))
        #expect(plan.current?.id == "a")
        #expect(
            plan.lines == [
                "remove container old-epoch because it is of an older placement",
                "remove container old-uid because it belongs to a deleted space of the same name",
                "remove container b because another container is the space already",
            ])
    }

    @Test func memorySetOnTheSpaceIsUpdatedInPlace() throws {
        let spec = try rendered()
        let plan = Plan(
            desired(rendered: spec, overrides: .init(memory: 2 << 30), isObserved: false),
            ObservedSpace(containers: [container(.running, of: spec)]))
        #expect(plan.lines == ["update container c1 to memory 2g, unlimited cpus because memory changed on the space"])
    }

    @Test func driftIsCorrectedOrReportedByPolicy() throws {
        let spec = try rendered()
        let observed = ObservedSpace(containers: [
            container(.running, of: spec) {
                $0.detail?.resources.memory = 5 << 20
                $0.name = "renamed"
                $0.detail?.networks = ["bridge", "side"]
            }
        ])
        let corrected = Plan(desired(rendered: spec), observed)
        let reported = Plan(desired(rendered: spec, drift: .report), observed)
        #expect(corrected.steps.map(\.action.verb) == ["update", "rename", "disconnect"])
        #expect(corrected.drift.map(\.path) == ["memory", "container_name", "networks"])
        #expect(reported.isEmpty)
        #expect(reported.drift == corrected.drift)
    }

    @Test func whatTheEngineRoundsIsNoDrift() throws {
        let spec = try rendered()
        let observed = ObservedSpace(containers: [
            container(.running, of: spec) {
                $0.detail?.resources = .init(memory: (1 << 30) - 4_095, nanoCPUs: 333_330_000)
            }
        ])
        #expect(Plan(desired(rendered: spec, overrides: .init(nanoCPUs: 333_333_333)), observed).lines.isEmpty)
    }

    @Test func aPausedContainerIsUnpaused() throws {
        let spec = try rendered()
        let plan = Plan(desired(rendered: spec), ObservedSpace(containers: [container(.paused, of: spec)]))
        #expect(plan.steps.map(\.action.verb) == ["unpause"])
    }

    @Test func aContainerThatNeverStartedIsMadeAnewWhenItsSpecChanged() throws {
        let old = try rendered()
        let new = try rendered(image: "other:1")
        let plan = Plan(
            desired(rendered: new),
            ObservedSpace(containers: [container(.created, of: old, started: false)], volumes: [volume]))
        #expect(plan.steps.map(\.action.verb) == ["check_image", "remove", "create_volume", "create", "start"])
    }

    @Test func aCrashLoopTakesTheNewSpec() throws {
        let old = try rendered()
        let new = try rendered(image: "other:1")
        let containers = [container(.exited, of: old)]
        let once = Plan(desired(rendered: new), ObservedSpace(containers: containers, volumes: [volume]))
        let looping = Plan(
            desired(rendered: new), ObservedSpace(containers: containers, volumes: [volume]),
            PlanMemory(crashLooping: true))
        #expect(once.steps.map(\.action.verb) == ["start"])
        #expect(looping.steps.map(\.action.verb) == ["check_image", "remove", "create_volume", "create", "start"])
    }

    @Test func droppedVolumesGoOnlyWithPruneVolumes() throws {
        let spec = try rendered()
        let dropped = ObservedVolume(name: "knot.alice.web.old", ownership: ownership())
        let observed = ObservedSpace(containers: [container(.running, of: spec)], volumes: [volume, dropped])
        let kept = Plan(desired(rendered: spec), observed)
        let pruned = Plan(desired(rendered: try rendered(prunes: true)), observed)
        #expect(kept.isEmpty)
        #expect(pruned.steps.map(\.action) == [.removeVolume(name: "knot.alice.web.old")])
    }

    /// Whatever is desired and observed, there is a plan, and it never touches volumes unless deletion or pruning asks.
    @Test(arguments: 0..<300 as Range<UInt64>)
    func thePlanIsTotal(seed: UInt64) throws {
        var generator = SeededGenerator(seed: seed)
        let spec = try rendered()
        let states: [ObservedContainer.State] = [
            .created, .running, .paused, .restarting, .removing, .exited, .dead, .unknown,
        ]
        let intents: [DesiredSpace.Intent] = [.running, .stopped, .deleted(keepVolumes: true), .elsewhere, .unrecorded]
        let containers = (0..<Int.random(in: 0...4, using: &generator)).map { index in
            container(
                states.randomElement(using: &generator) ?? .running, id: "c\(index)", of: spec,
                epoch: UInt64.random(in: 0...1, using: &generator))
        }
        let plan = Plan(
            desired(intents.randomElement(using: &generator) ?? .running, rendered: spec),
            ObservedSpace(containers: containers, volumes: [volume]))
        #expect(!plan.steps.contains { if case .removeVolume = $0.action { true } else { false } })
        let removed = plan.steps.filter { if case .removeContainer = $0.action { true } else { false } }
        #expect(removed.count <= containers.count)
    }
}
