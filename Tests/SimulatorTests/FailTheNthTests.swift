import KnotModel
import KnotNode
import KnotSimulator
import Testing

/// One fixed scenario; each of its calls fails, loses its reply, or has the node crash, one at a time.
@Suite struct FailTheNthTests {
    private static let space = ResourceKey(.space, owner: "alice", name: "web")

    private static func template(_ version: Int) -> Manifest {
        Manifest(
            key: ResourceKey(.template, name: "data"),
            fields: [
                "container": [
                    "image": "app:1", "command": ["serve"], "environment": .list([.string("VERSION=\(version)")]),
                    "volumes": ["home:/home"],
                ],
                "volumes": ["home": .null],
            ])
    }

    /// Create, edit, restart, stop, start, delete; then the same name once more.
    private static var steps: [Scenario.Step] {
        let options = ApplyOptions(owner: .user("alice"), user: "alice")
        let web = Manifest(key: space, fields: ["template": "data"])
        let delete = DeleteOptions(owner: .user("alice"), ignoreMissing: true)
        return [
            .init(at: 1_000, .apply([template(1), web], options)),
            .init(at: 60_000, .apply([template(2)], options)),
            .init(at: 90_000, .lifecycle(space, .restart, by: .user("alice"))),
            .init(at: 130_000, .lifecycle(space, .stop, by: .user("alice"))),
            .init(at: 160_000, .lifecycle(space, .start, by: .user("alice"))),
            .init(at: 200_000, .delete([space], delete)),
            .init(at: 260_000, .apply([template(3), web], options)),
        ]
    }

    private static func scenario(_ injection: Injection?) -> Scenario {
        Scenario(
            users: .script(steps), faults: false, injection: injection, turmoil: 300_000, calming: 700_000,
            settled: 120_000)
    }

    @Test(arguments: Injection.Form.allCases)
    func everyCallMayGoWrong(form: Injection.Form) {
        let calm = World.run(seed: 1, scenario: Self.scenario(nil))
        #expect(calm.violations.isEmpty, "\(calm.violations)")
        #expect(calm.calls > 20)
        for call in 1...max(1, calm.calls) {
            let injection = Injection(call: call, form: form)
            let report = World.run(seed: 1, scenario: Self.scenario(injection))
            #expect(
                report.violations.isEmpty, "\(form.rawValue) at call \(call) of \(calm.calls): \(report.violations)")
        }
    }
}
