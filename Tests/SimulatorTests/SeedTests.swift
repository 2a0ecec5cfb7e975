import Foundation
import KnotSimulator
import Testing

@Suite struct SeedTests {
    private static let environment = ProcessInfo.processInfo.environment

    /// `KNOT_SEEDS=FROM..TO`, else 2,000 of the optimised tool and 200 without it.
    private static var seeds: ClosedRange<UInt64> {
        let ends = (environment["KNOT_SEEDS"] ?? "").split(separator: ".").compactMap { UInt64($0) }
        guard ends.count == 2, ends[0] <= ends[1] else { return 1...(SimulatorTool.optimised == nil ? 200 : 2_000) }
        return ends[0]...ends[1]
    }

    private static var jobs: Int { max(2, ProcessInfo.processInfo.activeProcessorCount) }

    /// Each seed in two processes, whose traces must be the same, as hash values are another in every process.
    @Test func everySeedHoldsAndEveryFaultStrikes() async throws {
        let seeds = Self.seeds
        let tool = SimulatorTool.optimised ?? .besideTheTests
        try #require(FileManager.default.isExecutableFile(atPath: tool.path), "knot-sim is not built")
        var arguments = ["--seeds", "\(seeds.lowerBound)..\(seeds.upperBound)", "--jobs", String(Self.jobs), "--twice"]
        if seeds.count >= 2_000 { arguments.append("--complete") }
        let (code, output) = try await tool.run(arguments)
        print(output)
        #expect(code == 0, "\(output)")
        #expect(output.contains("\(seeds.count) seeds, 0 failed, 0 differ"))
    }

    /// Some run here, where a debugger reaches them and overflow traps.
    @Test func someSeedsHoldInThisProcess() async {
        let first = Self.seeds.lowerBound
        let batch = await SeedBatch.run(first...first + 59, jobs: Self.jobs)
        for report in batch.failed { Issue.record("\(Replay.text(report))") }
        #expect(batch.hashes.count == 60)
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
}
