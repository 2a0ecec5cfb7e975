import Foundation
import KnotNode
import KnotSimulator

/// `knot-sim`: sweeps seeds, shows one, shrinks one, or looks for planted mistakes.
@main
struct KnotSim {
    static func main() async {
        do throws(Options.Wrong) {
            let options = try Options(Array(CommandLine.arguments.dropFirst()))
            exit(await run(options) ? 0 : 1)
        } catch {
            print(error.message + "\n\n" + Options.usage)
            exit(2)
        }
    }

    private static func run(_ options: Options) async -> Bool {
        if let seed = options.trace { return trace(seed, options) }
        if let seed = options.shrink { return shrink(seed, options) }
        if options.mistake == "all" { return find(options) }
        return await sweep(options)
    }

    private static func sweep(_ options: Options) async -> Bool {
        let clock = ContinuousClock()
        let start = clock.now
        let batch = await SeedBatch.run(options.seeds, scenario: options.scenario, jobs: options.jobs) { report in
            if !options.hashes, report.seed % 500 == 0 { print("seed \(report.seed)") }
        }
        if options.hashes {
            for (seed, hash) in batch.hashes.sorted(by: { $0.key < $1.key }) {
                print("\(seed) \(String(hash, radix: 16))")
            }
        }
        for report in batch.failed {
            print("seed \(report.seed) failed: \(report.violations.map(\.description).joined(separator: "; "))")
            print("  replay with: \(command("--trace", report.seed, options))")
            print("  shrink with: \(command("--shrink", report.seed, options))")
        }
        if options.coverage {
            print(batch.coverage.description)
            print("never: \(batch.coverage.never.joined(separator: " "))")
        }
        if !options.hashes {
            let elapsed = start.duration(to: clock.now)
            let seconds = Double(elapsed.components.seconds) + Double(elapsed.components.attoseconds) / 1e18
            let perSecond = Double(options.seeds.count) / seconds
            let ratio = Double(batch.virtualMilliseconds) / 1_000 / seconds
            print(
                "\(options.seeds.count) seeds, \(batch.failed.count) failed, \(batch.events) events, "
                    + String(format: "%.1f s, %.1f seeds per second, ", seconds, perSecond)
                    + String(format: "%.0f simulated seconds per second", ratio))
        }
        return batch.failed.isEmpty
    }

    private static func trace(_ seed: UInt64, _ options: Options) -> Bool {
        let report = World.run(seed: seed, scenario: options.scenario, keepingTrace: true)
        for line in report.trace { print(line) }
        print("trace hash \(String(report.traceHash, radix: 16))")
        return report.violations.isEmpty
    }

    private static func shrink(_ seed: UInt64, _ options: Options) -> Bool {
        guard let shrunk = Shrinking(seed: seed, scenario: options.scenario) else {
            print("seed \(seed) does not fail")
            return true
        }
        print(shrunk.description)
        var smaller = options
        smaller.scenario = shrunk.scenario
        print("replay with: \(command("--trace", seed, smaller))")
        return false
    }

    private static func find(_ options: Options) -> Bool {
        var foundAll = true
        for (name, mistake) in Mistakes.named {
            var scenario = options.scenario
            scenario.mistakes = mistake
            if let report = SeedBatch.firstFailure(options.seeds, scenario: scenario) {
                let number = report.seed - options.seeds.lowerBound + 1
                print("\(name) \(number) \(report.violations.first?.property.rawValue ?? "")")
            } else {
                foundAll = false
                print("\(name) not found")
            }
        }
        return foundAll
    }

    private static func command(_ option: String, _ seed: UInt64, _ options: Options) -> String {
        var words = ["knot-sim", option, String(seed)]
        if let mistake = options.mistake { words += ["--mistake", mistake] }
        let without = options.scenario.without.map(\.rawValue).sorted()
        if !without.isEmpty { words += ["--without", without.joined(separator: ",")] }
        let skipped = options.scenario.skipped.sorted().map(String.init)
        if !skipped.isEmpty { words += ["--skip", skipped.joined(separator: ",")] }
        return words.joined(separator: " ")
    }
}
