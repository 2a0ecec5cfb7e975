import KnotNode

/// Which seed of a range is the first to find each planted mistake, and by which property.
package struct MistakeTable: Sendable {
    package struct Finding: Sendable {
        package var name: String
        /// `nil` when no seed of the range found it.
        package var report: Report?
    }

    package private(set) var findings: [Finding] = []
    private let seeds: ClosedRange<UInt64>

    /// Looks for every mistake, so many at a time.
    package init(seeds: ClosedRange<UInt64>, jobs: Int) async {
        self.seeds = seeds
        findings = await withTaskGroup(of: [(Int, Finding)].self) { group in
            for lane in 0..<max(1, jobs) {
                group.addTask {
                    var found: [(Int, Finding)] = []
                    for index in stride(from: lane, to: Mistakes.named.count, by: max(1, jobs)) {
                        let planted = Mistakes.named[index]
                        let scenario = Scenario(mistakes: planted.mistake)
                        let report = SeedBatch.firstFailure(seeds, scenario: scenario)
                        found.append((index, Finding(name: planted.name, report: report)))
                    }
                    return found
                }
            }
            var all: [(Int, Finding)] = []
            for await found in group { all += found }
            return all.sorted { $0.0 < $1.0 }.map(\.1)
        }
    }

    /// The mistakes that no seed found.
    package var missed: [String] { findings.filter { $0.report == nil }.map(\.name) }

    /// As README.md shows it.
    package var description: String {
        var lines = ["| mistake | seeds needed | found by |", "|---|---|---|"]
        for finding in findings {
            let seed = finding.report.map { String($0.seed - seeds.lowerBound + 1) } ?? "not found"
            let property = finding.report?.violations.first.map { "`\($0.property.rawValue)`" } ?? ""
            lines.append("| `\(finding.name)` | \(seed) | \(property) |")
        }
        return lines.joined(separator: "\n")
    }
}
