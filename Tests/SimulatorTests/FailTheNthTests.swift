import KnotModel
import KnotNode
import KnotSimulator
import Testing

/// Fixed scenarios; each of their calls fails, loses its reply, or has the node crash, one at a time.
@Suite struct FailTheNthTests {
    private static func scenario(_ story: Story, _ injection: Injection?) -> Scenario {
        Scenario(
            users: .script(story.steps), faults: false, injection: injection, turmoil: 300_000, calming: 700_000,
            settled: 120_000)
    }

    @Test(arguments: Story.allCases, Injection.Form.allCases)
    func everyCallMayGoWrong(story: Story, form: Injection.Form) {
        let calm = World.run(seed: 1, scenario: Self.scenario(story, nil))
        #expect(calm.violations.isEmpty, "\(calm.violations)")
        #expect(calm.callsInTurmoil > 8)
        for call in 1...max(1, calm.callsInTurmoil) {
            let injection = Injection(call: call, form: form)
            let report = World.run(seed: 1, scenario: Self.scenario(story, injection))
            #expect(
                report.violations.isEmpty,
                "\(story.rawValue): \(form.rawValue) at call \(call): \(report.violations)")
        }
    }
}
