import KnotModel

/// Makes a failing run smaller: faults and users' steps are left out as long as the same property still fails.
///
/// Deterministic. Leaving something out changes what comes after it, so a try that no longer fails is simply undone.
/// Source: Zeller and Hildebrandt, "Simplifying and Isolating Failure-Inducing Input", 2002.
package struct Shrinking: Sendable {
    package private(set) var scenario: Scenario
    package private(set) var report: Report
    /// Runs made.
    package private(set) var runs = 1

    /// `nil` when the seed does not fail.
    package init?(seed: UInt64, scenario: Scenario = Scenario()) {
        let report = scenario.run(seed: seed)
        guard !report.violations.isEmpty else { return nil }
        self.scenario = scenario
        self.report = report
        leaveOutFaults()
        leaveOutSteps()
        leaveOutFaults()
    }

    /// The users' steps and the faults that are left.
    package var description: String {
        let steps = (1...max(1, report.steps)).filter { !scenario.skipped.contains($0) }
        let faults = (Fault.allCases.map(\.rawValue) + ClusterFault.allCases.map(\.rawValue))
            .filter { report.coverage.count($0) > 0 }
        return """
            seed \(report.seed): \(report.violations.first?.description ?? "")
            users' steps: \(steps.map(String.init).joined(separator: ",")) of \(report.steps)
            faults: \(faults.isEmpty ? "none" : faults.joined(separator: ","))
            after \(runs) runs
            """
    }

    private mutating func leaveOutFaults() {
        var without = scenario
        without.without = Set(Fault.allCases)
        without.withoutInCluster = Set(ClusterFault.allCases)
        if holds(without) { return }
        for fault in ClusterFault.allCases where scenario.nodes != nil && !scenario.withoutInCluster.contains(fault) {
            var candidate = scenario
            candidate.withoutInCluster.insert(fault)
            _ = holds(candidate)
        }
        for fault in Fault.allCases where !scenario.without.contains(fault) {
            var candidate = scenario
            candidate.without.insert(fault)
            _ = holds(candidate)
        }
    }

    private mutating func leaveOutSteps() {
        var size = max(1, report.steps)
        while size > 0 {
            var first = 1
            while first <= report.steps {
                let chunk = (first..<first + size).filter { $0 <= report.steps && !scenario.skipped.contains($0) }
                if !chunk.isEmpty {
                    var candidate = scenario
                    candidate.skipped.formUnion(chunk)
                    _ = holds(candidate)
                }
                first += size
            }
            size /= 2
        }
    }

    /// Whether the same property still fails; then the candidate is kept.
    private mutating func holds(_ candidate: Scenario) -> Bool {
        runs += 1
        let other = candidate.run(seed: report.seed)
        guard let found = other.violations.first, found.property == report.violations.first?.property else {
            return false
        }
        scenario = candidate
        report = other
        return true
    }
}
