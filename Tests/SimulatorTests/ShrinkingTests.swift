import KnotSimulator
import Testing

@Suite struct ShrinkingTests {
    @Test func aFailingSeedShrinksToWhatItNeeds() throws {
        let scenario = Scenario(coreFault: .takesFailedLookForEmpty)
        let failing = try #require(SeedBatch.firstFailure(1...300, scenario: scenario))
        let shrunk = try #require(Shrinking(seed: failing.seed, scenario: scenario))
        #expect(shrunk.report.violations.first?.property == failing.violations.first?.property)
        #expect(!shrunk.scenario.without.isEmpty)
        #expect(!shrunk.scenario.skipped.isEmpty)
        #expect(World.run(seed: failing.seed, scenario: shrunk.scenario).traceHash == shrunk.report.traceHash)
    }

    @Test func aSeedThatHoldsDoesNotShrink() {
        #expect(Shrinking(seed: 3) == nil)
    }
}
