/// Many seeds, run side by side.
package struct SeedBatch: Sendable {
    package private(set) var coverage = Coverage()
    package private(set) var failed: [Report] = []
    package private(set) var events = 0
    package private(set) var virtualMilliseconds: Int64 = 0
    /// The trace hash of each seed.
    package private(set) var hashes: [UInt64: UInt64] = [:]

    package init() {}

    /// Runs every seed, so many at a time; `progress` hears of each report.
    package static func run(
        _ seeds: ClosedRange<UInt64>, scenario: Scenario = Scenario(), jobs: Int,
        progress: @escaping @Sendable (Report) -> Void = { _ in }
    ) async -> SeedBatch {
        await withTaskGroup(of: SeedBatch.self) { group in
            let jobs = UInt64(max(1, jobs))
            for lane in 0..<jobs {
                group.addTask {
                    var batch = SeedBatch()
                    var seed = seeds.lowerBound + lane
                    while seed <= seeds.upperBound {
                        let report = scenario.run(seed: seed)
                        batch.add(report)
                        progress(report)
                        seed += jobs
                    }
                    return batch
                }
            }
            var total = SeedBatch()
            for await part in group { total.add(part) }
            total.failed.sort { $0.seed < $1.seed }
            return total
        }
    }

    /// The first seed in the range that fails; `nil` when none does.
    package static func firstFailure(_ seeds: ClosedRange<UInt64>, scenario: Scenario) -> Report? {
        for seed in seeds {
            let report = scenario.run(seed: seed)
            if !report.violations.isEmpty { return report }
        }
        return nil
    }

    private mutating func add(_ report: Report) {
        coverage.add(report.coverage)
        events += report.events
        virtualMilliseconds += report.virtualMilliseconds
        hashes[report.seed] = report.traceHash
        if !report.violations.isEmpty { failed.append(report) }
    }

    private mutating func add(_ other: SeedBatch) {
        coverage.add(other.coverage)
        events += other.events
        virtualMilliseconds += other.virtualMilliseconds
        hashes.merge(other.hashes) { first, _ in first }
        failed += other.failed
    }
}
