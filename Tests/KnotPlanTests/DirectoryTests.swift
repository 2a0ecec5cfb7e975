import KnotModel
import KnotPlan
import Testing

/// The directories of a template's `paths`: what they come to, and when they are made and removed.
@Suite struct DirectoryTests {
    private let key = ResourceKey(.space, owner: "alice", name: "web")
    private let rule = HostPathRule(allowed: ["/srv"])

    private func render(_ paths: Value, policy: Policy? = nil) throws -> RenderedSpace {
        let template = Manifest(
            key: ResourceKey(.template, name: "t"), fields: ["container": ["image": "x"], "paths": paths])
        return try Renderer.render(
            space: Manifest(key: key), uid: UID("u1"), template: template, variables: [], volumes: [],
            context: RenderContext(
                homeDirectory: "/home/op", workingDirectory: "/opt/knot",
                policy: policy ?? Policy(hostPaths: rule)))
    }

    private func plan(
        _ intent: DesiredSpace.Intent, _ rendered: Result<RenderedSpace, Failure>, _ observed: ObservedSpace
    ) -> Plan {
        let ownership = Ownership(
            cluster: "c", key: key, uid: UID("u1"), epoch: 1, revision: Stamp(ticks: 1, node: NodeID("n")))
        return Plan(DesiredSpace(ownership: ownership, intent: intent, rendered: rendered), observed)
    }

    private func container(_ state: ObservedContainer.State, of rendered: RenderedSpace) -> ObservedContainer {
        let ownership = Ownership(
            cluster: "c", key: key, uid: UID("u1"), epoch: 1, revision: Stamp(ticks: 1, node: NodeID("n")),
            specHash: rendered.hash, spec: rendered.fields)
        return ObservedContainer(
            id: "c1", name: "alice.web", state: state, ownership: ownership,
            detail: .init(startedAt: WallTime(milliseconds: 1), networks: ["bridge"]))
    }

    @Test func pathsAreRenderedAndResolved() throws {
        let paths = try render(["/srv/${{ .space.name }}/../x", "~/src", "./data", "/srv/x"]).directories
        #expect(paths == ["/home/op/src", "/opt/knot/data", "/srv/x"])
    }

    @Test(arguments: ["/", "/home", "/home/op", "~", "/opt", ".", "src"])
    func whatMustNotGoWithASpaceIsRefused(path: String) {
        let error = #expect(throws: Failure.self) { try render([.string(path)]) }
        #expect(error?.code == .invalid)
        #expect(error?.message.hasPrefix("paths[0]: '\(path)'") == true)
    }

    @Test func thePolicyIsAsked() throws {
        let violations = try render(["/srv/web", "/etc/web"]).violations
        #expect(violations.map(\.field) == ["paths"])
        #expect(violations.map(\.value) == ["/etc/web"])
        let template: FieldMap = ["container": ["image": "x"], "paths": ["/etc/x", "/srv/${{ .space.name }}"]]
        #expect(Policy(hostPaths: rule).check(template: template).map(\.value) == ["/etc/x"])
    }

    @Test func theyAreMadeBeforeTheContainer() throws {
        let lines = plan(.running, .success(try render(["/srv/web"])), ObservedSpace()).lines
        #expect(lines.first == "make directory /srv/web because it should run and nothing is there")
        #expect(lines.contains { $0.hasPrefix("create container alice.web") })
    }

    @Test func theyAreMadeBeforeAStart() throws {
        let rendered = try render(["/srv/web"])
        let lines = plan(
            .running, .success(rendered), ObservedSpace(containers: [container(.exited, of: rendered)])
        ).lines
        #expect(lines.map { $0.prefix(14) } == ["make directory", "start containe"])
    }

    @Test func aRunningSpaceIsLeftAlone() throws {
        let rendered = try render(["/srv/web"])
        let observed = ObservedSpace(containers: [container(.running, of: rendered)])
        #expect(plan(.running, .success(rendered), observed).lines == [])
    }

    @Test func theyGoWithTheSpaceAndOnlyThen() throws {
        let mine = ObservedDirectory(path: "/srv/web", uid: UID("u1"))
        let left = ObservedDirectory(path: "/srv/old", uid: UID("u0"))
        let rendered = try render(["/srv/web", "/srv/old"])
        let observed = ObservedSpace(containers: [container(.running, of: rendered)], directories: [left, mine])
        func removed(_ intent: DesiredSpace.Intent, _ rendered: Result<RenderedSpace, Failure>) -> [String] {
            plan(intent, rendered, observed).lines.filter { $0.hasPrefix("remove directory") }
        }
        #expect(removed(.stopped, .success(rendered)) == [])
        #expect(removed(.elsewhere, .success(rendered)) == [])
        #expect(removed(.unrecorded, .success(rendered)) == [])
        #expect(removed(.deleted(keepVolumes: true), .success(rendered)) == [])
        #expect(
            removed(.deleted(keepVolumes: false), .success(rendered)) == [
                "remove directory /srv/old because its deletion was asked for",
                "remove directory /srv/web because its deletion was asked for",
            ])
        // Without its template it is still known what it made itself.
        let gone = Result<RenderedSpace, Failure>.failure(Failure(.templateMissing, subject: "", ""))
        #expect(
            removed(.deleted(keepVolumes: false), gone) == [
                "remove directory /srv/web because its deletion was asked for"
            ])
    }
}
