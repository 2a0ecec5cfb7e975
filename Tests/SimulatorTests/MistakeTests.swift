import KnotNode
import KnotSimulator
import Testing

/// The simulator is only as good as what it finds: each planted mistake must fail a seed, and soon.
@Suite struct MistakeTests {
    private struct Finding: Sendable {
        var name: String
        var report: Report?
    }

    @Test func everyPlantedMistakeIsFound() async {
        let findings = await withTaskGroup(of: (Int, Finding).self) { group in
            for (index, planted) in Mistakes.named.enumerated() {
                group.addTask {
                    let scenario = Scenario(mistakes: planted.mistake)
                    let report = SeedBatch.firstFailure(1...300, scenario: scenario)
                    return (index, Finding(name: planted.name, report: report))
                }
            }
            var found: [(Int, Finding)] = []
            for await finding in group { found.append(finding) }
            return found.sorted { $0.0 < $1.0 }.map(\.1)
        }
        #expect(findings.count >= 15)
        print("planted mistake | seeds | property")
        for finding in findings {
            let property = finding.report?.violations.first?.property.rawValue ?? "none"
            print("\(finding.name) | \(finding.report.map { String($0.seed) } ?? "-") | \(property)")
            #expect(finding.report != nil, "300 seeds did not find \(finding.name)")
        }
    }
}
