import KnotSimulator
import Testing

/// Records that cannot be read: present and unknown.
@Suite struct QuarantineTests {
    /// In each run the node is killed at one of its calls, and at each of its starts a quarter of its records cannot be
    /// read until it starts again. Nothing of these is touched, and once they can be read everything is as it should be.
    @Test(arguments: 0..<8)
    func nothingOfAnUnreadableRecordIsTouched(part: UInt64) {
        var damaged = 0
        for seed in part * 12 + 1...part * 12 + 12 {
            var scenario = Scenario(
                injection: Injection(call: Int(40 + seed % 7 * 30), form: .crashAfter), turmoil: 60_000)
            scenario.damagesRecords = true
            let report = World.run(seed: seed, scenario: scenario, keepingTrace: true)
            #expect(report.violations.isEmpty, "seed \(seed): \(report.violations)")
            damaged += report.trace.count { $0.contains(" unreadable ") }
        }
        #expect(damaged > 3, "records were damaged at all")
    }
}
