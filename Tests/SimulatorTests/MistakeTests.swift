import KnotNode
import KnotSimulator
import Testing

/// The simulator is only as good as what it finds: each planted mistake must fail a seed, and soon.
@Suite struct MistakeTests {
    /// Three times as many as the last one needs: a change of what users do shifts every seed.
    private static let seeds: ClosedRange<UInt64> = 1...3_000

    @Test func everyPlantedMistakeIsFound() async throws {
        #expect(Mistakes.named.count >= 40)
        if let tool = SimulatorTool.optimised {
            let range = "\(Self.seeds.lowerBound)..\(Self.seeds.upperBound)"
            let (code, output) = try await tool.run(["--mistake", "all", "--seeds", range])
            print(output)
            #expect(code == 0, "not every mistake was found:\n\(output)")
            for planted in Mistakes.named { #expect(output.contains("| `\(planted.name)` |"), "\(planted.name)") }
            return
        }
        // Without optimisation only those that a few seeds find, which most are.
        let table = await MistakeTable(seeds: 1...30, jobs: 2)
        print(table.description)
        #expect(table.missed.count <= Mistakes.named.count / 3, "30 seeds did not find \(table.missed)")
    }
}
