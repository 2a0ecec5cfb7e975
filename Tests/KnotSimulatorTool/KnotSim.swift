import Foundation
import KnotSimulator

/// `knot-sim`: sweeps seeds, shows one, shrinks one, looks for planted faults, or lets the n-th call fail.
@main
struct KnotSim {
    static func main() async {
        do throws(Options.Wrong) {
            let options = try Options(Array(CommandLine.arguments.dropFirst()))
            if options.help {
                print(Options.usage)
                exit(0)
            }
            exit(await run(options) ? 0 : 1)
        } catch {
            print(error.message + "\n\n" + Options.usage)
            exit(2)
        }
    }

    private static func run(_ options: Options) async -> Bool {
        if let seed = options.trace { return trace(seed, options) }
        if let seed = options.shrink { return shrink(seed, options) }
        if !options.stories.isEmpty { return tell(options) }
        if options.fault == "all" {
            let table = await FaultTable(FaultTable.Planted.outside, seeds: options.seeds, jobs: options.jobs)
            print(table.description)
            return table.missed.isEmpty
        }
        return await Sweep(options).run()
    }

    private static func trace(_ seed: UInt64, _ options: Options) -> Bool {
        let report = options.scenario.run(seed: seed, keepingTrace: true)
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
        print("replay with: \(options.command("--trace", seed, shrunk.scenario, steps: shrunk.report.steps))")
        return false
    }

    /// Lets every call of the stories go wrong, one at a time.
    private static func tell(_ options: Options) -> Bool {
        var isFine = true
        for story in options.stories {
            for form in Injection.Form.allCases {
                let found = NthFailure(story, form)
                print(
                    "\(story.rawValue): \(form.rawValue) at each of \(found.calls) calls, \(found.failed.count) failed")
                for (call, report) in found.failed {
                    isFine = false
                    print("  at call \(call): \(report.violations.map(\.description).joined(separator: "; "))")
                }
            }
        }
        return isFine
    }
}
