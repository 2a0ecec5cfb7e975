import KnotNode
import KnotSimulator
import Testing

/// The simulator is only as good as what it finds: each planted mistake must fail a seed, and soon.
@Suite struct MistakeTests {
    /// The last one needs about half of these.
    private static let seeds: ClosedRange<UInt64> = 1...1_000

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
        let findings = await MistakeTable(seeds: Self.seeds, jobs: 2)
        print(findings.description)
        #expect(findings.missed.isEmpty, "\(Self.seeds.count) seeds did not find \(findings.missed)")
    }
}
