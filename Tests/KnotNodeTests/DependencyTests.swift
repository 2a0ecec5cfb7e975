import KnotModel
import KnotNode
import KnotPlan
import KnotStore
import Testing

@Suite struct DependencyTests {
    private let template = Manifest(
        key: ResourceKey(.template, name: "ubuntu"), fields: ["container": ["image": "ubuntu:latest"]])

    private func key(_ name: String) -> ResourceKey { ResourceKey(.space, owner: "alice", name: name) }

    private func space(_ name: String, on dependencies: [String] = [], _ fields: FieldMap = [:]) -> Manifest {
        var all = fields
        all["template"] = "ubuntu"
        if !dependencies.isEmpty { all["depends_on"] = .list(dependencies.map(Value.string)) }
        return Manifest(key: ResourceKey(.space, name: name), fields: all)
    }

    private func refusal(_ reply: Reply?) -> String {
        guard case .refused(let refusals)? = reply else { return "" }
        return refusals.map(\.failure.message).joined(separator: "\n")
    }

    private func verbs(_ bench: Bench) -> [String] {
        bench.actions.compactMap { action in
            switch action {
            case .createContainer(let spec, _): "create \(spec.name)"
            case .stopContainer, .removeContainer: action.description
            default: nil
            }
        }
    }

    private func status(_ bench: Bench, _ name: String) -> Status? { bench.core.store[key(name)]?.currentStatus }

    @Test func startsInOrder() {
        var bench = Bench()
        bench.apply([template, space("app", on: ["db", "cache"]), space("db"), space("cache", on: ["db"])])
        #expect(verbs(bench) == ["create alice.db", "create alice.cache", "create alice.app"])
        #expect(["app", "db", "cache"].allSatisfy { status(bench, $0)?.condition(.ready)?.state == .yes })
    }

    @Test func aMissingDependencyDoesNotSuggestTheSpaceItself() {
        var bench = Bench()
        let missing = refusal(bench.apply([template, space("web1", on: ["web2"])]))
        #expect(missing.contains("apply it first, or together with this one"))
        #expect(!missing.contains("did you mean"))
        bench.apply([template, space("web3")])
        #expect(refusal(bench.apply([space("web1", on: ["web2"])])).contains("did you mean 'web3'?"))
    }

    @Test func waitsForWhatIsNotReadyAndSaysSo() throws {
        var bench = Bench()
        bench.apply([template, space("app", on: ["db"]), space("db", ["running": false])])
        let status = try #require(self.status(bench, "app"))
        #expect(status.phase == .pending)
        #expect(status.condition(.running)?.state == .no)
        #expect(status.condition(.running)?.reason == "DependencyNotReady")
        #expect(status.condition(.running)?.message.contains("space/alice/db is stopped") == true)
        #expect(status.condition(.degraded) == nil)
        #expect(bench.core.explain(key("app"))?.chain.last?.contains("space/alice/db is stopped") == true)
        bench.ask(.lifecycle(key("db"), .start, by: .user("alice")))
        #expect(self.status(bench, "app")?.phase == .running)
    }

    @Test func whyNamesTheFirstCausesHoweverFarOff() throws {
        var bench = Bench()
        bench.failing["create"] = Failure(.portTaken, subject: "8080", "port 8080 is taken")
        bench.apply([
            template, space("app", on: ["web"]), space("web", on: ["db", "cache"]), space("db"),
            space("cache", ["running": false]),
        ])
        let chain = try #require(bench.core.explain(key("app"))).chain
        let first = try #require(chain.firstIndex { $0.hasPrefix("it starts once") })
        #expect(
            Array(chain[(first + 1)...]) == [
                "space/alice/web is Pending", "space/alice/db is Failed: port 8080 is taken",
                "space/alice/cache is stopped: nobody wants it to run; 'knot space start cache' does",
            ])
    }

    @Test func oneThatRunsGoesOnWithoutWhatItDependsOn() {
        var bench = Bench()
        bench.apply([template, space("app", on: ["db"]), space("db")])
        bench.ask(.lifecycle(key("db"), .stop, by: .user("alice")))
        #expect(bench.containers.map(\.name) == ["alice.app"])
        #expect(status(bench, "db")?.phase == .stopped)
        #expect(status(bench, "app")?.condition(.ready)?.state == .yes)
    }

    @Test func stopsInReverseOrder() {
        var bench = Bench()
        bench.apply([template, space("app", on: ["db"]), space("db", on: ["zoo"]), space("zoo")])
        bench.actions = []
        let ids = Dictionary(uniqueKeysWithValues: bench.containers.map { ($0.id, $0.name) })
        bench.apply(
            [("app", ["db"]), ("db", ["zoo"]), ("zoo", [])].map { space($0.0, on: $0.1, ["running": false]) })
        let removed = bench.actions.compactMap { action -> String? in
            guard case .removeContainer(.id(let id), _) = action else { return nil }
            return ids[id]
        }
        #expect(removed == ["alice.app", "alice.db", "alice.zoo"])
        #expect(bench.containers.isEmpty)
    }

    @Test func aDeletionOfAllTakesTheDependantsFirst() {
        var bench = Bench()
        bench.apply([template, space("app", on: ["db"]), space("db")])
        let ids = bench.containers.filter { $0.name == "alice.app" }.map(\.id)
        bench.actions = []
        bench.ask(.delete([key("app"), key("db")], DeleteOptions(owner: .user("alice"))))
        #expect(bench.containers.isEmpty)
        #expect(bench.core.store[key("db")]?.isTombstone == true)
        guard case .stopContainer(.id(let first), _)? = bench.actions.first else {
            Issue.record("nothing was stopped first: \(bench.actions)")
            return
        }
        #expect(ids == [first])
    }

    @Test func aDependantThatCannotBeStoppedHoldsNobodyForGood() {
        var bench = Bench()
        bench.apply([template, space("app", on: ["db"]), space("db")])
        bench.failing["stop"] = Failure(.engineFailed, subject: "app", "no")
        bench.apply([space("app", on: ["db"], ["running": false]), space("db", ["running": false])])
        bench.failing = [:]
        let tried = bench.actions.filter { $0.verb == "stop" }.count
        #expect(tried == 1)
        bench.pass(milliseconds: 70_000)
        #expect(bench.containers.isEmpty)
    }

    @Test func unknownNamesAndCyclesAreRefused() {
        var bench = Bench()
        #expect(
            refusal(bench.apply([template, space("app", on: ["bd"]), space("db")])).contains("did you mean 'db'?"))
        let cycle = refusal(
            bench.apply([template, space("a", on: ["b"]), space("b", on: ["c"]), space("c", on: ["a"])]))
        #expect(cycle.contains("space/alice/a would wait for itself: a -> b -> c -> a"))
        #expect(refusal(bench.apply([template, space("a", on: ["a"])])).contains("a -> a"))
        bench.apply([template, space("a"), space("b", on: ["a"])])
        #expect(refusal(bench.apply([space("a", on: ["b"])])).contains("a -> b -> a"))
    }

    @Test func aNewNodeWaitsUntilItHasSeenWhatRuns() {
        var bench = Bench()
        bench.apply([template, space("app", on: ["db"]), space("db")])
        let records = Kind.allCases.flatMap { bench.core.store.records(of: $0) }
        // The machine restarted: the records say Ready, and nothing runs.
        var next = Bench(records: records, engineIsUp: false)
        next.feed(.engineUp(.docker, version: "1"))
        #expect(verbs(next) == ["create alice.db", "create alice.app"])
    }
}
