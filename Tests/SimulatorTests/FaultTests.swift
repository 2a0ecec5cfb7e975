import Foundation
import KnotSimulator
import Testing

/// The simulator is only as good as what it finds: each planted fault must fail a seed, and soon.
@Suite struct FaultTests {
    /// Three times as many as the last one needs: a change of what users do shifts every seed.
    private static let seeds: ClosedRange<UInt64> = 1...3_000
    private static let planted = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        .appending(path: "Faults/Planted")

    /// The program of a copy of the cores with all faults, which `Tests/faults --build` makes.
    private static let program = ProcessInfo.processInfo.environment["KNOT_TEST_FAULTS"].map(SimulatorTool.init)

    /// The names of the faults that are planted in the copy.
    private func names() throws -> [String] {
        try FileManager.default.contentsOfDirectory(atPath: Self.planted.path).filter { $0.hasSuffix(".fault") }
            .map { String($0.dropLast(".fault".count)) }.sorted()
    }

    @Test func thereAreAsManyFaultsAsEver() throws {
        #expect(try names().count + CoreFault.allCases.count >= 65)
    }

    @Test(.enabled(if: program != nil, "Tests/run builds the copy of the cores that has the faults"))
    func everyPlantedFaultIsFound() async throws {
        let program = try #require(Self.program)
        let (code, output) = try await program.run(["\(Self.seeds.lowerBound)", "\(Self.seeds.upperBound)", "2"])
        print(output)
        #expect(code == 0, "not every fault was found:\n\(output)")
        for name in try names() + CoreFault.allCases.map(\.rawValue) {
            #expect(output.contains("| `\(name)` |"), "\(name)")
        }
    }

    /// Without the copy, and without optimisation: those that are put in from outside.
    @Test(.enabled(if: program == nil, "all of them are looked for, in the copy"))
    func faultsFromOutsideAreFound() async {
        let table = await FaultTable(FaultTable.Planted.outside, seeds: 1...30, jobs: 2)
        print(table.description)
        #expect(table.missed.isEmpty, "30 seeds did not find \(table.missed)")
    }
}
