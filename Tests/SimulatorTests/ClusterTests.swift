import Foundation
import KnotSimulator
import Testing

/// Several nodes with a network between them.
@Suite struct ClusterTests {
    private static let nodes = 2...5

    /// So many as take about a minute of one core; every fault of a network must strike in them.
    @Test func everyClusterEndsEqualAndAsDesired() async throws {
        let tool = SimulatorTool.optimised ?? .besideTheTests
        try #require(FileManager.default.isExecutableFile(atPath: tool.path), "knot-sim is not built")
        let count = SimulatorTool.optimised == nil ? 5 : 120
        var arguments = ["--nodes", "\(Self.nodes.lowerBound)..\(Self.nodes.upperBound)", "--seeds", "1..\(count)"]
        if SimulatorTool.optimised != nil { arguments.append("--complete") }
        let (code, output) = try await tool.run(arguments)
        print(output)
        #expect(code == 0, "\(output)")
        #expect(output.contains("\(count) seeds, 0 failed"))
    }

    @Test(arguments: [1, 2, 3] as [UInt64])
    func theSameSeedGivesTheSameTrace(seed: UInt64) {
        let scenario = Scenario(turmoil: 60_000, nodes: 3...3)
        let first = scenario.run(seed: seed)
        let second = scenario.run(seed: seed)
        #expect(first.traceHash == second.traceHash && first.events == second.events)
        #expect(first.violations.isEmpty, "\(first.violations)")
        #expect(first.events > 500)
    }

    @Test func aNodeHasItsNumberOfPeers() {
        let report = Scenario(turmoil: 30_000, nodes: 4...4).run(seed: 1, keepingTrace: true)
        #expect(
            Set(report.trace.compactMap { $0.split(separator: " ").first }).isSuperset(of: ["s1", "s2", "s3", "s4"]))
    }
}
