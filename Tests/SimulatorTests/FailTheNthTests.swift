import KnotModel
import KnotSimulator
import Testing

/// Fixed stories; each of their calls fails, loses its reply, or has the node crash, one at a time.
@Suite struct FailTheNthTests {
    @Test(
        .enabled(if: SimulatorTool.optimised == nil, "the optimised tool does it"), arguments: Story.allCases,
        Injection.Form.allCases)
    func everyCallMayGoWrong(story: Story, form: Injection.Form) {
        let found = NthFailure(story, form)
        #expect(found.calls > 8)
        for (call, report) in found.failed {
            Issue.record("\(story.rawValue): \(form.rawValue) at call \(call): \(report.violations)")
        }
    }

    @Test(
        .enabled(if: SimulatorTool.optimised != nil, "KNOT_TEST_SIM names no optimised tool"), arguments: Story.allCases
    )
    func everyCallMayGoWrong(story: Story) async throws {
        let tool = try #require(SimulatorTool.optimised)
        let (code, output) = try await tool.run(["--nth", story.rawValue])
        #expect(code == 0, "\(output)")
        #expect(output.contains("calls"))
    }
}
