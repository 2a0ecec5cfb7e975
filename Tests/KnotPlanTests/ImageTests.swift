import KnotModel
import KnotPlan
import Testing

/// Which image runs, and whether its name means another one by now.
@Suite struct ImageTests {
    private let key = ResourceKey(.space, owner: "alice", name: "web")
    private let revision = Stamp(ticks: 1, node: NodeID("n"))

    private func rendered(_ image: String) throws -> RenderedSpace {
        let template = Manifest(
            key: ResourceKey(.template, name: "t"), fields: ["container": ["image": .string(image)]])
        return try Renderer.render(
            space: Manifest(key: key), uid: UID("u1"), template: template, variables: [], volumes: [],
            context: RenderContext())
    }

    private func plan(
        _ images: [ObservedImage], runs id: String = "sha256:a", made: String = "ubuntu:24.04",
        wanted: String = "ubuntu:24.04", restart: Stamp? = nil, state: ObservedContainer.State = .running,
        crashLooping: Bool = false
    ) throws -> Plan {
        let spec = try rendered(made)
        var ownership = Ownership(cluster: "c", key: key, uid: UID("u1"), epoch: 1, revision: revision)
        let wish = ownership
        ownership.specHash = spec.hash
        ownership.spec = spec.fields
        let container = ObservedContainer(
            id: "c1", name: "alice.web", state: state, ownership: ownership,
            detail: .init(startedAt: WallTime(milliseconds: 1), networks: ["bridge"], imageID: id))
        var wanting = wish
        wanting.restart = restart
        return Plan(
            DesiredSpace(
                ownership: wanting, intent: .running, rendered: .success(try rendered(wanted)), isObserved: true),
            ObservedSpace(containers: [container], images: images), PlanMemory(crashLooping: crashLooping))
    }

    private let old = ObservedImage(id: "sha256:a", names: ["ubuntu@sha256:0a"])
    private let new = ObservedImage(id: "sha256:b", names: ["ubuntu:24.04", "ubuntu@sha256:0b"])

    @Test func theImageThatRunsIsNamed() throws {
        let plan = try plan([ObservedImage(id: "sha256:a", names: ["ubuntu:24.04", "ubuntu@sha256:0a"])])
        #expect(plan.lines.isEmpty)
        #expect(plan.image == RunningImage(reference: "ubuntu:24.04", id: "sha256:a", digest: "ubuntu@sha256:0a"))
    }

    @Test func aMovedNameWaitsForTheNextRestart() throws {
        let plan = try plan([new, old])
        #expect(plan.steps.isEmpty, "what runs is not disturbed")
        #expect(plan.lines == ["at next restart: image id: \"sha256:a\" -> \"sha256:b\""])
        #expect(plan.image?.digest == "ubuntu@sha256:0a")
    }

    @Test func aRestartMakesItAnew() throws {
        let plan = try plan([new, old], restart: Stamp(ticks: 9, node: NodeID("n")))
        #expect(plan.steps.map(\.action.verb) == ["stop", "remove", "create", "start"])
    }

    @Test func anotherNameIsTheTemplatesChangeAlone() throws {
        let plan = try plan([new, old], wanted: "ubuntu:25.04")
        #expect(plan.pending.map(\.path) == ["container.image"])
    }

    @Test func nothingIsSaidOfANameThatTheEngineDoesNotHave() throws {
        #expect(try plan([old]).lines.isEmpty)
        #expect(try plan([]).lines.isEmpty)
        #expect(try plan([new], runs: "").lines.isEmpty)
    }

    @Test func whatKeepsExitingTakesTheNewImage() throws {
        let plan = try plan([new], state: .exited, crashLooping: true)
        #expect(plan.steps.map(\.action.verb) == ["remove", "create", "start"])
    }

    @Test func aListingContradictsOnlyWhatItKnows() {
        let listing = ImageListing([
            ObservedImage(id: "sha256:1", names: ["docker.io/library/ubuntu:latest", "localhost/own:v1"]),
            ObservedImage(id: "sha256:2", names: ["localhost/ubuntu:latest", "team/app:1"]),
        ])
        #expect(!listing.contradicts("sha256:1", under: "ubuntu"))
        #expect(!listing.contradicts("sha256:2", under: "ubuntu:latest"))
        #expect(listing.contradicts("sha256:3", under: "ubuntu"))
        #expect(listing.contradicts("sha256:1", under: "team/app:1"))
        #expect(!listing.contradicts("sha256:1", under: "own:v1"))
        #expect(!listing.contradicts("sha256:1", under: "own:v2"))
        #expect(!listing.contradicts("", under: "team/app:1"))
    }
}
