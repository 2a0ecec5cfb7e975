import Foundation
import KnotSimulator

/// Runs a range of seeds, perhaps in two processes, and prints what came of it.
struct Sweep {
    /// How many failing seeds are shrunk.
    private static let shrunk = 3
    /// Those of a cluster take minutes to shrink.
    private var shrunk: Int { options.scenario.nodes == nil ? Self.shrunk : 0 }

    let options: Options

    init(_ options: Options) { self.options = options }

    func run() async -> Bool {
        let clock = ContinuousClock()
        let start = clock.now
        let twin = options.twice ? Twin(options) : nil
        let jobs = options.twice ? max(1, options.jobs / 2) : options.jobs
        let batch = await SeedBatch.run(options.seeds, scenario: options.scenario, jobs: jobs)
        let differing = twin.map { $0.compare(batch.hashes) }
        if options.hashes {
            for (seed, hash) in batch.hashes.sorted(by: { $0.key < $1.key }) {
                print("\(seed) \(String(hash, radix: 16))")
            }
            return batch.failed.isEmpty
        }
        for (index, report) in batch.failed.enumerated() { tell(report, shrinking: index < shrunk) }
        for seed in (differing ?? []).prefix(20) { print("seed \(seed) has another trace in another process") }
        if options.coverage { print(batch.coverage.description) }
        let isCluster = options.scenario.nodes != nil
        let never = isCluster ? batch.coverage.neverInCluster : batch.coverage.never
        if options.coverage || options.complete, !never.isEmpty { print("never: \(never.joined(separator: " "))") }
        let elapsed = start.duration(to: clock.now)
        let seconds = Double(elapsed.components.seconds) + Double(elapsed.components.attoseconds) / 1e18
        let runs = Double(options.seeds.count) * (options.twice ? 2 : 1)
        let simulated = Double(batch.virtualMilliseconds) / 1_000 * (options.twice ? 2 : 1)
        print(
            "\(options.seeds.count) seeds, \(batch.failed.count) failed, "
                + (differing.map { "\($0.count) differ between two processes, " } ?? "")
                + "\(batch.events) events, "
                + String(format: "%.1f s, %.1f seeds a second, ", seconds, runs / seconds)
                + String(format: "%.0f simulated seconds a second", simulated / seconds))
        return batch.failed.isEmpty && differing?.isEmpty ?? true && (never.isEmpty || !options.complete)
    }

    private func tell(_ report: Report, shrinking: Bool) {
        print("seed \(report.seed) failed: \(report.violations.map(\.description).joined(separator: "; "))")
        let steps = report.steps
        print("  replay with: \(options.command("--trace", report.seed, options.scenario, steps: steps))")
        guard shrinking, let small = Shrinking(seed: report.seed, scenario: options.scenario) else {
            print("  shrink with: \(options.command("--shrink", report.seed, options.scenario, steps: steps))")
            return
        }
        print(
            "  the same, shrunk: \(options.command("--trace", report.seed, small.scenario, steps: small.report.steps))")
    }
}

/// The same seeds in another process, at the same time.
struct Twin {
    private let process = Process()
    private let output = Pipe()
    private let isRunning: Bool

    init(_ options: Options) {
        let path = (try? FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/exe")) ?? ""
        process.executableURL = URL(fileURLWithPath: path)
        process.arguments = options.asTwin
        process.standardOutput = output
        isRunning = (try? process.run()) != nil
    }

    /// The seeds whose traces are not the same there.
    func compare(_ here: [UInt64: UInt64]) -> [UInt64] {
        var there: [UInt64: UInt64] = [:]
        let said = isRunning ? (try? output.fileHandleForReading.readToEnd()) ?? Data() : Data()
        for line in String(decoding: said, as: UTF8.self).split(separator: "\n") {
            let words = line.split(separator: " ")
            guard words.count == 2, let seed = UInt64(words[0]), let hash = UInt64(words[1], radix: 16) else {
                continue
            }
            there[seed] = hash
        }
        return here.keys.sorted().filter { here[$0] != there[$0] }
    }
}
