import KnotModel
import KnotNode
import KnotPlan
import KnotStore
import Testing

/// What an apply says of spaces is what becomes of them.
@Suite struct EffectTests {
    private let web = ResourceKey(.space, owner: "alice", name: "web")
    private let api = ResourceKey(.space, owner: "alice", name: "api")

    private func template(_ name: String = "shell", _ container: FieldMap = [:], _ fields: FieldMap = [:]) -> Manifest {
        var all = fields
        var made: FieldMap = ["image": "ubuntu:latest"]
        for field in container { made[field.key] = field.value }
        all["container"] = .map(made)
        return Manifest(key: ResourceKey(.template, name: name), fields: all)
    }

    private func space(_ key: ResourceKey, _ template: String = "shell", _ fields: FieldMap = [:]) -> Manifest {
        var all = fields
        all["template"] = .string(template)
        return Manifest(key: key, fields: all)
    }

    private func variable(_ value: String, _ fields: FieldMap = [:]) -> Manifest {
        var all = fields
        all["value"] = .string(value)
        return Manifest(key: ResourceKey(.variable, name: "base-url"), fields: all)
    }

    private let reading: FieldMap = ["environment": ["URL=${{ .var.base_url }}"]]

    /// `web` reads the variable and runs; `api` runs and does not read it.
    private func running() -> Bench {
        var bench = Bench()
        bench.apply([variable("one"), template("shell", reading), template("plain"), space(web), space(api, "plain")])
        return bench
    }

    private func changes(_ reply: Reply?) throws -> [ResourceChange] {
        guard case .changes(let changes)? = reply else {
            Issue.record("\(String(describing: reply))")
            return []
        }
        return changes
    }

    private func pending(_ bench: Bench) -> [ResourceKey] {
        bench.core.store.records(of: .space)
            .filter { $0.currentStatus?.condition(.updatePending)?.state == .yes }.map(\.key)
    }

    /// Says the same in a dry run as in the apply, and what becomes of it.
    private func apply(_ bench: inout Bench, _ manifests: [Manifest]) throws -> [ResourceChange] {
        let options = ApplyOptions(owner: .user("alice"), user: "alice", dryRun: true)
        let before = pending(bench)
        let dry = try changes(bench.core.review(manifests, options, at: bench.now.wall))
        let done = try changes(bench.apply(manifests))
        #expect(dry.map(\.pending) == done.map(\.pending))
        #expect(dry.map(\.effects) == done.map(\.effects))
        let said = Set(done.flatMap(\.pending))
        let new = Set(pending(bench)).subtracting(before)
        #expect(new.subtracting(said).isEmpty, "said \(said), pending \(new)")
        #expect(said.isSubset(of: pending(bench)), "said \(said), pending \(pending(bench))")
        return done
    }

    @Test func aRestartThatCannotBeMadeLeavesItWaiting() throws {
        var bench = Bench()
        bench.apply([template(), template("plain"), space(api, "plain"), space(web, "shell", ["depends_on": ["api"]])])
        bench.ask(.lifecycle(api, .stop, by: .user("alice")))
        bench.ask(.lifecycle(web, .restart, by: .user("alice")))
        #expect(bench.containers.map(\.name) == ["alice.web"])
        #expect(try apply(&bench, [template("shell", ["hostname": "other"])])[0].pending == [web])
        #expect(pending(bench) == [web])
    }

    @Test func aChangedVariableNamesTheSpacesAndTheirFields() throws {
        var bench = running()
        let change = try apply(&bench, [variable("two")])[0]
        #expect(change.pending == [web])
        #expect(
            change.effects.map(\.differences).map { $0.map(\.description) }
                == [[#"container.environment.URL: "one" -> "two""#]])
        #expect(change.differences.map(\.effect) == [.restart])
        // Back again: nothing waits, and nothing is said.
        let back = try apply(&bench, [variable("one")])[0]
        #expect(back.pending.isEmpty)
        #expect(pending(bench).isEmpty)
    }

    @Test func aProtectedVariableIsNotShown() throws {
        var bench = Bench()
        bench.apply([variable("secret-one", ["protected": true]), template("shell", reading), space(web)])
        let change = try apply(&bench, [variable("secret-two", ["protected": true])])[0]
        #expect(change.pending == [web])
        let shown = change.effects.map { "\($0)" }.joined()
        #expect(shown.contains("container.environment.URL"))
        #expect(!shown.contains("secret-"), "\(shown)")
    }

    @Test func aVariableThatNothingReadsHasNoEffect() throws {
        var bench = Bench()
        bench.apply([variable("one"), template("plain"), space(api, "plain")])
        let change = try apply(&bench, [variable("two")])[0]
        #expect(change.pending.isEmpty)
        #expect(change.differences.map(\.effect) == [.none])
    }

    @Test func anEditOfAVariableObservesOnlyWhatReadsIt() {
        var bench = running()
        bench.pass(milliseconds: 1_000)
        var looked: [ResourceKey] = []
        var inputs: [Input] = [
            .request(99, .apply([variable("two")], ApplyOptions(owner: .user("alice"), user: "alice")))
        ]
        while !inputs.isEmpty {
            for effect in bench.core.handle(inputs.removeFirst(), now: bench.now) {
                switch effect {
                case .commit(let id, let batch):
                    looked += batch.entries.compactMap(\.key.resource).filter { $0.kind == .space }
                    inputs.append(.committed(id))
                default: break
                }
            }
        }
        #expect(looked == [web], "only its status is new")
    }

    @Test func aMoveToAnotherTemplateSaysWhatChanges() throws {
        var bench = running()
        bench.apply([template("tool", ["image": "other:1", "hostname": "tool"]), template("same", reading)])
        let moved = try apply(&bench, [space(web, "tool")])[0]
        #expect(moved.pending == [web])
        #expect(moved.differences.map(\.effect) == [.restart])
        let paths = moved.effects.first?.differences.map(\.path) ?? []
        #expect(paths == ["container.environment", "container.hostname", "container.image"])
        try #require(try apply(&bench, [space(web)])[0].pending.isEmpty)
        // A template that comes to the same has no effect.
        let same = try apply(&bench, [space(web, "same")])[0]
        #expect(same.pending.isEmpty)
        #expect(same.differences.map(\.effect) == [.none])
    }

    @Test func aSpaceThatDoesNotRunWaitsForNothing() throws {
        var bench = running()
        bench.ask(.lifecycle(web, .stop, by: .user("alice")))
        #expect(try apply(&bench, [variable("two")])[0].pending.isEmpty)
        let edit = try apply(&bench, [template("shell", ["hostname": "x"])])[0]
        #expect(edit.pending.isEmpty)
        #expect(edit.differences.contains { $0.effect == .restart }, "its next start takes it")
    }

    @Test func aDeletedVariableNamesWhatCannotBeMadeAgain() throws {
        var bench = running()
        let key = ResourceKey(.variable, name: "base-url")
        let done = try changes(bench.ask(.delete([key], DeleteOptions(owner: .user("alice")))))
        #expect(done[0].blocked.map(\.key) == [web])
    }

    @Test func hoursAndUptimeAndHealthAreTold() throws {
        var bench = running()
        let closed = try apply(
            &bench, [template("plain", [:], ["schedule_enabled": true, "schedule": [["enabled": false]]])])[0]
        #expect(closed.effects.map(\.when) == [.closing])
        #expect(closed.effects.first?.key == api)
        #expect(closed.effects.first?.message.contains("no hours at all") == true)
        #expect(bench.containers.count == 2)
        let brief = try apply(&bench, [template("plain", [:], ["max_uptime": 2, "max_uptime_unit": "hour"])])[0]
        #expect(brief.effects.map(\.message) == ["it stops once it has run for 2h from now"])
        let checked = try apply(
            &bench,
            [
                template(
                    "plain", [:],
                    ["health_check_type": "tcp", "health_check_config": "80", "health_check_auto_restart": true])
            ])[0]
        #expect(checked.effects.map(\.when) == [.now])
        #expect(try apply(&bench, [template("plain", [:], ["description": "x"])])[0].effects.isEmpty)
    }

    @Test func volumesThatGoAreTold() throws {
        var bench = Bench()
        func keeping(_ names: [String], _ fields: FieldMap = [:]) -> Manifest {
            var all = fields
            all["volumes"] = .map(FieldMap(names.map { .init(key: $0, value: .null) }))
            return template("shell", ["volumes": .list(names.map { .string("\($0):/\($0)") })], all)
        }
        bench.apply([keeping(["home", "more"]), space(web)])
        let mounted = try apply(&bench, [keeping(["home"], ["prune_volumes": true])])[0]
        let loss = mounted.effects.filter(\.losesData)
        #expect(loss.map(\.when) == [.restart])
        #expect(loss.first?.message.contains("knot.alice.web.more") == true)
        #expect(bench.volumes.count == 2)

        bench.apply([keeping(["home"])])
        bench.ask(.lifecycle(web, .restart, by: .user("alice")))
        #expect(bench.volumes.count == 2)
        let atOnce = try apply(&bench, [keeping(["home"], ["prune_volumes": true])])[0]
        #expect(atOnce.effects.filter(\.losesData).map(\.when) == [.now])
        #expect(bench.volumes.map(\.name) == ["knot.alice.web.home"])

        let deleted = try changes(bench.ask(.delete([web], DeleteOptions(owner: .user("alice")))))
        #expect(deleted[0].effects.first?.losesData == true)
        #expect(deleted[0].effects.first?.message.contains("knot.alice.web.home") == true)
    }

    @Test func aChangedScriptNamesTheSpacesThatRunIt() throws {
        var bench = Bench()
        func script(_ content: String) -> Manifest {
            Manifest(key: ResourceKey(.script, name: "setup"), fields: ["content": .string(content)])
        }
        bench.apply([
            script("true"), template("shell", [:], ["startup_script": "setup"]), template("plain"), space(web),
            space(api, "plain"),
        ])
        let change = try apply(&bench, [script("date")])[0]
        #expect(change.pending.isEmpty)
        #expect(change.effects.map(\.key) == [web])
        #expect(change.effects.map(\.when) == [.start])
    }
}
