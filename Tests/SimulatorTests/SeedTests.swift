import Foundation
import KnotSimulator
import Testing

@Suite struct SeedTests {
    private static let environment = ProcessInfo.processInfo.environment

    /// The seeds of a batch: `KNOT_SEEDS=FROM..TO`, else the first 500.
    private static var seeds: [UInt64] {
        let ends = (environment["KNOT_SEEDS"] ?? "").split(separator: ".").compactMap { UInt64($0) }
        guard ends.count == 2, ends[0] <= ends[1] else { return Array(1...500) }
        return Array(ends[0]...ends[1])
    }

    @Test func everySeedHoldsAndEveryFaultStrikes() async {
        let seeds = Self.seeds
        let lanes = max(2, ProcessInfo.processInfo.activeProcessorCount)
        let summary = await withTaskGroup(of: Summary.self) { group in
            for lane in 0..<lanes {
                group.addTask {
                    var summary = Summary()
                    for index in stride(from: lane, to: seeds.count, by: lanes) {
                        summary.add(World.run(seed: seeds[index]))
                    }
                    return summary
                }
            }
            var total = Summary()
            for await part in group { total.add(part) }
            return total
        }
        for report in summary.failed.sorted(by: { $0.seed < $1.seed }).prefix(40) {
            Issue.record("\(Replay.text(report))")
        }
        #expect(summary.failed.isEmpty, "\(summary.failed.count) of \(seeds.count) seeds failed")
        if seeds.count >= 500 {
            #expect(summary.coverage.never.isEmpty, "never happened: \(summary.coverage.never.joined(separator: ", "))")
        }
        if Self.environment["KNOT_COVERAGE"] != nil {
            print(summary.coverage.description)
            print("\(summary.events) events, \(summary.virtualMilliseconds / 1000) virtual seconds")
        }
    }

    /// Runs the seed that `KNOT_SEED` names and prints its trace.
    @Test(.enabled(if: environment["KNOT_SEED"] != nil, "KNOT_SEED names no seed"))
    func oneSeed() {
        guard let seed = UInt64(Self.environment["KNOT_SEED"] ?? "") else { return }
        let report = World.run(seed: seed, keepingTrace: true)
        print(report.trace.joined(separator: "\n"))
        print("trace hash \(String(report.traceHash, radix: 16))")
        #expect(report.violations.isEmpty, "\(Replay.text(report))")
    }

    @Test(arguments: [1, 2, 3, 4, 5] as [UInt64])
    func theSameSeedGivesTheSameTrace(seed: UInt64) {
        let first = World.run(seed: seed)
        let second = World.run(seed: seed)
        #expect(first.traceHash == second.traceHash)
        #expect(first.events == second.events)
        #expect(first.events > 50)
    }

    private struct Summary: Sendable {
        var coverage = Coverage()
        var failed: [Report] = []
        var events = 0
        var virtualMilliseconds: Int64 = 0

        mutating func add(_ report: Report) {
            coverage.add(report.coverage)
            events += report.events
            virtualMilliseconds += report.virtualMilliseconds
            if !report.violations.isEmpty { failed.append(report) }
        }

        mutating func add(_ other: Summary) {
            coverage.add(other.coverage)
            events += other.events
            virtualMilliseconds += other.virtualMilliseconds
            failed += other.failed
        }
    }
}
