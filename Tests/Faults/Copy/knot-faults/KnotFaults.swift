import Foundation
import KnotNode
import KnotSimulator
import KnotStore

/// `knot-faults`: looks for each planted fault in a range of seeds, or shows one seed with one fault.
///
///     knot-faults FROM TO JOBS [NAME…]     a table; exits with 1 when a fault is not found
///     knot-faults first FROM TO            the first seed that fails as the cores are, and by which property; exits with
///                                          1 when one does
///     knot-faults trace SEED NAME          all that happens, with the virtual time
@main
struct KnotFaults {
    static func main() async throws {
        let arguments = Array(CommandLine.arguments.dropFirst())
        if arguments.first == "trace", arguments.count == 3, let seed = UInt64(arguments[1]) {
            return trace(seed, arguments[2])
        }
        if arguments.first == "first", arguments.count == 3, let from = UInt64(arguments[1]),
            let to = UInt64(arguments[2])
        {
            guard let report = SeedBatch.firstFailure(from...max(from, to), scenario: Scenario()) else { return }
            print("seed \(report.seed): \(report.violations.first?.property.rawValue ?? "")")
            exit(1)
        }
        guard arguments.count >= 3, let from = UInt64(arguments[0]), let to = UInt64(arguments[1]), from <= to,
            let jobs = Int(arguments[2])
        else { throw Wrong(description: "usage: knot-faults FROM TO JOBS [NAME…] | trace SEED NAME") }
        let names = Set(arguments.dropFirst(3))
        let all = inside + FaultTable.Planted.outside
        if let unknown = names.subtracting(all.map(\.name)).sorted().first {
            throw Wrong(description: "no fault is called '\(unknown)'")
        }
        let chosen = all.filter { names.isEmpty || names.contains($0.name) }
        let table = await FaultTable(chosen, seeds: from...to, jobs: jobs)
        print(table.description)
        if !table.missed.isEmpty { throw Wrong(description: "not found: \(table.missed.joined(separator: ", "))") }
    }

    /// Those that the copy of the core was given.
    private static let inside = Planted.named.map { name, fault in
        FaultTable.Planted(name: name) { seeds in
            Planted.$current.withValue(fault) { SeedBatch.firstFailure(seeds, scenario: scenario(fault)) }
        }
    }

    /// Of one node, or of a cluster where only that shows the fault.
    private static func scenario(_ fault: Planted) -> Scenario {
        Scenario(nodes: Planted.ofClusters.isSuperset(of: fault) && !fault.isEmpty ? 2...5 : nil)
    }

    private static func trace(_ seed: UInt64, _ name: String) {
        let fault = Planted.named.first { $0.name == name }?.fault ?? []
        let report = Planted.$current.withValue(fault) {
            var scenario = scenario(fault)
            scenario.coreFault = CoreFault(rawValue: name)
            return scenario.run(seed: seed, keepingTrace: true)
        }
        for line in report.trace { print(line) }
    }

    struct Wrong: Error, CustomStringConvertible {
        var description: String
    }
}
