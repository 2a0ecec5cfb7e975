import KnotModel
import KnotNode
import KnotPlan
import KnotStore
import Testing

@Suite struct AdmissionTests {
    private func template(_ name: String, image: String = "ubuntu:latest") -> Manifest {
        Manifest(key: ResourceKey(.template, name: name), fields: ["container": ["image": .string(image)]])
    }

    private func space(_ name: String, template: String = "ubuntu") -> Manifest {
        Manifest(key: ResourceKey(.space, name: name), fields: ["template": .string(template), "running": false])
    }

    private func refusals(_ reply: Reply?) -> [Refusal] {
        if case .refused(let refusals)? = reply { refusals } else { [] }
    }

    private func changes(_ reply: Reply?) -> [ResourceChange] {
        if case .changes(let changes)? = reply { changes } else { [] }
    }

    @Test func aMissingTemplateIsRefusedWithASuggestion() {
        var bench = Bench()
        let refused = refusals(bench.apply([template("ubuntu"), space("web", template: "ubunut")]))
        #expect(refused.map(\.field) == ["template"])
        #expect(refused.first?.failure.message.contains("did you mean 'ubuntu'") == true)
        #expect(bench.core.store.all.isEmpty, "nothing of a refused batch is written")
    }

    @Test func anOwnerHasABoundOnWhatIsRememberedForThem() {
        var bench = Bench(resourceBound: 3)
        bench.apply([template("ubuntu"), space("a"), space("b")])
        let key = ResourceKey(.space, owner: "alice", name: "a")
        #expect(refusals(bench.apply([space("c")])).first?.failure.code == .busy)
        bench.ask(.delete([key], DeleteOptions(owner: .user("alice"))))
        #expect(bench.core.store[key]?.isTombstone == true)
        #expect(
            refusals(bench.apply([space("c")])).first?.failure.message.contains("server.resource_limit") == true,
            "what is deleted is remembered, and counts")
        #expect(changes(bench.apply([space("a")])).map(\.verb) == [.created], "it has its place already")
        #expect(changes(bench.apply([space("b")])).map(\.verb) == [.unchanged])
        let other = bench.apply([template("other")], by: .user("bob"))
        #expect(changes(other).map(\.verb) == [.created], "another owner has places of their own")
        bench.pass(milliseconds: 8 * 86_400_000, step: 3_600_000)
        bench.ask(.delete([key], DeleteOptions(owner: .user("alice"))))
        bench.pass(milliseconds: 8 * 86_400_000, step: 3_600_000)
        #expect(changes(bench.apply([space("c")])).map(\.verb) == [.created], "after a week there is place again")
    }

    @Test func aTemplateThatIsNotActiveMakesNoNewSpaces() {
        var bench = Bench()
        func ubuntu(active: Bool) -> Manifest {
            var manifest = template("ubuntu")
            manifest.fields["active"] = .bool(active)
            return manifest
        }
        let key = ResourceKey(.space, owner: "alice", name: "web")
        let refused = refusals(bench.apply([ubuntu(active: false), space("web")]))
        #expect(refused.map(\.key) == [key])
        #expect(refused.map(\.field) == ["template"])
        #expect(refused.first?.failure.message.contains("space/alice/web") == true)
        #expect(refused.first?.failure.message.contains("set 'active: true'") == true)
        #expect(bench.core.store.all.isEmpty)

        bench.apply([ubuntu(active: false)])
        #expect(changes(bench.apply([ubuntu(active: true), space("web")])).map(\.verb) == [.configured, .created])

        // What is there goes on, and may be changed.
        var web = space("web")
        web.fields["running"] = true
        #expect(changes(bench.apply([ubuntu(active: false), web])).map(\.verb) == [.configured, .configured])
        #expect(bench.containers.map(\.state) == [.running])

        // One of the same name as a space that is gone is new.
        bench.ask(.delete([key], DeleteOptions(owner: .user("alice"))))
        #expect(bench.core.store[key]?.isTombstone == true)
        #expect(refusals(bench.apply([web])).map(\.field) == ["template"])
    }

    @Test func orderWithinABatchDoesNotMatter() {
        var bench = Bench()
        #expect(changes(bench.apply([space("web"), template("ubuntu")])).map(\.verb) == [.created, .created])
    }

    @Test func aMissingVariableIsRefusedAtAdmission() {
        var bench = Bench()
        let refused = refusals(bench.apply([template("ubuntu", image: "${{ .var.registry }}/x"), space("web")]))
        #expect(refused.first?.failure.code == .variableMissing)
    }

    @Test func anOldRevisionIsAConflict() {
        var bench = Bench()
        bench.apply([template("ubuntu")])
        let key = ResourceKey(.template, name: "ubuntu")
        let old = Stamp(ticks: 1, node: NodeID("n1"))
        let options = ApplyOptions(owner: .user("alice"), user: "alice", expected: [key: old])
        #expect(refusals(bench.ask(.apply([template("ubuntu", image: "b")], options))).first?.failure.code == .conflict)
    }

    @Test func aDryRunWritesNothing() {
        var bench = Bench()
        let options = ApplyOptions(owner: .user("alice"), user: "alice", dryRun: true)
        #expect(changes(bench.ask(.apply([template("ubuntu")], options))).map(\.verb) == [.created])
        #expect(bench.core.store.all.isEmpty)
    }

    @Test func sourcesAndUsersDoNotOverwriteOneAnother() {
        var bench = Bench()
        bench.apply([template("ubuntu")], by: .source("platform"))
        #expect(refusals(bench.apply([template("ubuntu", image: "b")])).first?.failure.code == .conflict)
        let options = ApplyOptions(owner: .user("alice"), user: "alice", force: true)
        #expect(changes(bench.ask(.apply([template("ubuntu", image: "b")], options))).map(\.verb) == [.configured])
    }

    @Test func pruneDeletesOnlyWhatTheSourceWrote() {
        var bench = Bench()
        bench.apply([template("mine")])
        bench.apply((0..<6).map { template("t\($0)") }, by: .source("git"))
        let kept = (0..<5).map { template("t\($0)") }
        let pruned = changes(bench.apply(kept, by: .source("git"), prune: true)).filter { $0.verb == .pruned }
        #expect(pruned.map(\.key.name) == ["t5"])
        #expect(bench.core.store.records(of: .template).count == 6)
    }

    @Test func pruneRefusesToDeleteTooMuch() {
        var bench = Bench()
        bench.apply((0..<6).map { template("t\($0)") }, by: .source("git"))
        #expect(!refusals(bench.apply([template("t0")], by: .source("git"), prune: true)).isEmpty)
        #expect(!refusals(bench.apply([], by: .source("git"), prune: true)).isEmpty)
        #expect(bench.core.store.records(of: .template).count == 6)
        #expect(changes(bench.apply([], by: .source("git"), prune: true, limit: 6)).count == 6)
    }

    @Test func aTemplateInUseIsNotDeleted() {
        var bench = Bench()
        bench.apply([template("ubuntu"), space("web")])
        let key = ResourceKey(.template, name: "ubuntu")
        let options = DeleteOptions(owner: .user("alice"))
        #expect(refusals(bench.ask(.delete([key], options))).first?.failure.code == .conflict)
        let space = ResourceKey(.space, owner: "alice", name: "web")
        #expect(changes(bench.ask(.delete([key, space], options))).count == 2)
    }

    @Test func aVolumeInUseIsNotDeleted() {
        var bench = Bench()
        let volume = Manifest(key: ResourceKey(.volume, name: "data"))
        let template = Manifest(
            key: ResourceKey(.template, name: "ubuntu"),
            fields: ["container": ["image": "ubuntu:latest", "volumes": ["data:/data"]]])
        bench.apply([volume, template, space("web")])
        let options = DeleteOptions(owner: .user("alice"))
        #expect(
            refusals(bench.ask(.delete([volume.key], options))).first?.failure.message.contains("space/alice/web")
                == true)
        bench.ask(.delete([ResourceKey(.space, owner: "alice", name: "web")], options))
        #expect(changes(bench.ask(.delete([volume.key], options))).map(\.verb) == [.deleted])
    }

    @Test func deletingNothingIsNotFoundUnlessThatIsFine() {
        var bench = Bench()
        let key = ResourceKey(.template, name: "none")
        #expect(refusals(bench.ask(.delete([key], DeleteOptions(owner: .user("a"))))).first?.failure.code == .notFound)
        let options = DeleteOptions(owner: .user("a"), ignoreMissing: true)
        #expect(changes(bench.ask(.delete([key], options))).map(\.verb) == [.unchanged])
    }

    @Test func aFailedCommitIsARefusalAndChangesNothing() {
        var bench = Bench()
        bench.databaseFailure = Failure(.outOfDisk, subject: "database", "the disk is full")
        #expect(refusals(bench.apply([template("ubuntu")])).first?.failure.code == .outOfDisk)
        #expect(bench.core.store.all.isEmpty)
        bench.databaseFailure = nil
        bench.pass(milliseconds: 20_000)
        #expect(changes(bench.apply([template("ubuntu")])).map(\.verb) == [.created])
    }

    @Test func requestsThatWaitAreCommittedTogether() {
        var bench = Bench()
        bench.holdsCommits = true
        bench.apply([template("a")])
        for name in ["b", "c", "d"] { bench.apply([template(name)]) }
        #expect(bench.replies.isEmpty, "nothing is answered before it is durable")
        bench.holdsCommits = false
        let held = bench.heldCommits
        #expect(held.count == 1)
        bench.feed(.committed(held[0]))
        #expect(bench.replies.count == 4)
        #expect(bench.core.store.records(of: .template).map(\.key.name) == ["a", "b", "c", "d"])
    }

    @Test func moreRequestsThanTheBoundAreRefusedAsBusy() {
        var bench = Bench()
        bench.holdsCommits = true
        for index in 0..<1_100 { bench.apply([template("t\(index)")]) }
        #expect(bench.replies.values.contains { refusals($0).first?.failure.code == .busy })
    }

    @Test func aVariableThatIsInUseMayGoAndThatIsSaid() {
        var bench = Bench()
        var ubuntu = template("ubuntu")
        ubuntu.fields["container"] = ["image": "ubuntu:latest", "user": "${{ .var.name }}"]
        func variable(_ name: String) -> Manifest {
            Manifest(key: ResourceKey(.variable, name: name), fields: ["value": "x"])
        }
        bench.apply([variable("name"), variable("other"), ubuntu, space("web")])
        let unused = changes(
            bench.ask(.delete([ResourceKey(.variable, name: "other")], DeleteOptions(owner: .user("alice")))))
        #expect(unused.map(\.verb) == [.deleted])
        #expect(unused.flatMap(\.warnings) == [])
        let used = changes(
            bench.ask(.delete([ResourceKey(.variable, name: "name")], DeleteOptions(owner: .user("alice")))))
        #expect(used.map(\.verb) == [.deleted])
        #expect(used.flatMap(\.warnings).count == 1)
        #expect(used[0].warnings[0].contains("space/alice/web cannot be made again without variable/name"))
    }

    @Test func aPlaceThatDoesNotExistIsSaidAtOnce() throws {
        var bench = Bench()
        var web = space("web")
        web.fields["zone"] = "mars"
        let warnings = changes(bench.apply([template("ubuntu"), web, space("db")])).map(\.warnings)
        #expect(warnings.map(\.count) == [0, 0, 1])
        #expect(
            warnings[2][0].contains("space/alice/web waits: no server can run it: n1 is in zone 'west', not 'mars'"))
        let key = ResourceKey(.space, owner: "alice", name: "web")
        let placed = try #require(bench.core.store[key]?.currentStatus?.condition(.placed))
        #expect(placed.state == .no)
        #expect(placed.message.contains("change 'zone' and 'node' of the space"))
    }

    @Test func ofMoreReasonsThanAnybodyReadsTheFirstAreGiven() {
        var bench = Bench()
        let spaces = (0..<500).map { number in
            var space = space("web\(number)")
            space.fields["depends_on"] = .list([.string("missing\(number)")])
            return space
        }
        let refused = refusals(bench.apply([template("ubuntu")] + spaces))
        #expect(refused.count == 101)
        #expect(refused.last?.failure.message.contains("there may be more") == true)
        #expect(bench.core.store.all.isEmpty)
    }
}
