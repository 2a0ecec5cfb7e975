import Foundation
import KnotSimulator
import Testing

@Suite struct SeedTests {
    private static let environment = ProcessInfo.processInfo.environment

    /// The seeds of a batch: `KNOT_SEEDS=FROM..TO`, else the first 2,000.
    private static var seeds: ClosedRange<UInt64> {
        let ends = (environment["KNOT_SEEDS"] ?? "").split(separator: ".").compactMap { UInt64($0) }
        guard ends.count == 2, ends[0] <= ends[1] else { return 1...2_000 }
        return ends[0]...ends[1]
    }

    @Test func everySeedHoldsAndEveryFaultStrikes() async {
        let seeds = Self.seeds
        let start = ContinuousClock().now
        let batch = await SeedBatch.run(seeds, jobs: max(2, ProcessInfo.processInfo.activeProcessorCount))
        let elapsed = start.duration(to: ContinuousClock().now)
        for report in batch.failed.prefix(40) { Issue.record("\(Replay.text(report))") }
        #expect(batch.failed.isEmpty, "\(batch.failed.count) of \(seeds.count) seeds failed")
        if seeds.count >= 500 {
            #expect(batch.coverage.never.isEmpty, "never happened: \(batch.coverage.never.joined(separator: ", "))")
        }
        print("\(seeds.count) seeds, \(batch.virtualMilliseconds / 1000) simulated seconds in \(elapsed)")
        if Self.environment["KNOT_COVERAGE"] != nil {
            print(batch.coverage.description)
            print("\(batch.events) events, \(batch.virtualMilliseconds / 1000) virtual seconds")
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

    /// Hash values differ from process to process; what happens must not.
    @Test func anotherProcessSeesTheSame() async throws {
        let tool = URL(fileURLWithPath: CommandLine.arguments[0]).deletingLastPathComponent()
            .appendingPathComponent("knot-sim")
        try #require(FileManager.default.isExecutableFile(atPath: tool.path), "knot-sim is not built")
        // A part of the batch, all of it with `KNOT_TWICE`: the tool compares any range in little time when optimised.
        let all = Self.seeds
        let range =
            Self.environment["KNOT_TWICE"] == nil ? all.lowerBound...min(all.lowerBound + 249, all.upperBound) : all
        let process = Process()
        let output = Pipe()
        process.executableURL = tool
        process.arguments = ["--seeds", "\(range.lowerBound)..\(range.upperBound)", "--hashes"]
        process.standardOutput = output
        try process.run()
        let here = await SeedBatch.run(range, jobs: 2).hashes
        let said = try output.fileHandleForReading.readToEnd() ?? Data()
        process.waitUntilExit()
        var there: [UInt64: UInt64] = [:]
        for line in String(decoding: said, as: UTF8.self).split(separator: "\n") {
            let words = line.split(separator: " ")
            guard words.count == 2, let seed = UInt64(words[0]), let hash = UInt64(words[1], radix: 16) else {
                continue
            }
            there[seed] = hash
        }
        #expect(here.count == range.count)
        #expect(here == there)
    }
}
