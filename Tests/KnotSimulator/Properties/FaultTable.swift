/// Which seed of a range is the first to find each planted fault, and by which property.
package struct FaultTable: Sendable {
    /// A fault by its name, and a run of a range of seeds with it that ends at the first failure.
    package struct Planted: Sendable {
        package var name: String
        package var firstFailure: @Sendable (ClosedRange<UInt64>) -> Report?

        package init(name: String, firstFailure: @escaping @Sendable (ClosedRange<UInt64>) -> Report?) {
            self.name = name
            self.firstFailure = firstFailure
        }

        /// Those that are put in from outside a core.
        package static let outside = CoreFault.allCases.map { fault in
            Planted(name: fault.rawValue) { SeedBatch.firstFailure($0, scenario: Scenario(coreFault: fault)) }
        }
    }

    package struct Finding: Sendable {
        package var name: String
        /// `nil` when no seed of the range found it.
        package var report: Report?
    }

    package private(set) var findings: [Finding] = []
    private let seeds: ClosedRange<UInt64>

    /// Looks for every fault, so many at a time.
    package init(_ planted: [Planted], seeds: ClosedRange<UInt64>, jobs: Int) async {
        self.seeds = seeds
        findings = await withTaskGroup(of: [(Int, Finding)].self) { group in
            for lane in 0..<max(1, jobs) {
                group.addTask {
                    stride(from: lane, to: planted.count, by: max(1, jobs)).map { index in
                        (index, Finding(name: planted[index].name, report: planted[index].firstFailure(seeds)))
                    }
                }
            }
            var all: [(Int, Finding)] = []
            for await found in group { all += found }
            return all.sorted { $0.0 < $1.0 }.map(\.1)
        }
    }

    /// The faults that no seed found.
    package var missed: [String] { findings.filter { $0.report == nil }.map(\.name) }

    /// As README.md shows it.
    package var description: String {
        var lines = ["| fault | seeds needed | found by |", "|---|---|---|"]
        for finding in findings {
            let seed = finding.report.map { String($0.seed - seeds.lowerBound + 1) } ?? "not found"
            let property = finding.report?.violations.first.map { "`\($0.property.rawValue)`" } ?? ""
            lines.append("| `\(finding.name)` | \(seed) | \(property) |")
        }
        return lines.joined(separator: "\n")
    }
}
