import Foundation
import Testing

/// The rules of the design, read off the working copy itself.
@Suite struct ArchitectureTests {
    private let repository = Repository.current

    @Test func everyEdgeBetweenTargetsIsInTheTable() throws {
        let package = try PackageDescription.load(repository)
        let product = package.targets.filter { $0.type != "test" }
        try #require(!product.isEmpty)
        let names = Set(package.targets.map(\.name))
        let complaints = product.flatMap {
            Layers.complaints(
                target: $0.name, targets: $0.targets(among: names), products: $0.products(beside: names))
        }
        #expect(complaints.isEmpty, "\(complaints.joined(separator: "\n"))")
    }

    @Test func everyImportFollowsTheTable() throws {
        let modules = Set(Layers.table.keys)
        try check { file, target in SourceRules.layerImports(file, target: target, modules: modules) }
    }

    @Test func coresImportOnlyCores() throws {
        try check { file, target in
            Layers.cores.contains(target) ? SourceRules.coreImports(file, target: target) : []
        }
    }

    @Test func coresHoldNoClockNoChanceAndNoWaiting() throws {
        try check { file, target in Layers.cores.contains(target) ? SourceRules.coreWords(file) : [] }
    }

    @Test func onlyStampsSchedulesAndPeopleGoByTheWallClock() throws {
        try check { file, _ in SourceRules.wallClock(file) }
        for path in SourceRules.wallClockReaders.keys {
            let text = try repository.file(path).text
            #expect(!SourceRules.wallClock(.init(path: "other", text: text)).isEmpty, "\(path) reads it")
        }
    }

    @Test func everyEscapeHasItsReason() throws {
        try check { file, _ in SourceRules.escapes(file) }
        try check(repository.tests()) { file, _ in SourceRules.escapes(file) }
    }

    /// The product has no switch for faults; and where a line of it has changed that a fault is planted in, so must the fault.
    @Test func everyPlantedFaultApplies() throws {
        let sources = try repository.sources()
        #expect(sources.allSatisfy { !$0.text.contains("makes(.") })
        let faults = try repository.files(under: ["Tests/Faults/Planted"], suffixes: [".fault"])
        try #require(faults.count > 40)
        for fault in faults {
            for change in fault.text.split(separator: "in Sources/") {
                let lines = change.split(separator: "\n", omittingEmptySubsequences: false)
                let path = "Sources/" + (lines.first ?? "")
                let there = lines.filter { $0.hasPrefix("-") }.map { $0.dropFirst() + "\n" }.joined()
                let text = sources.first { $0.path == path }?.text ?? ""
                #expect(text.ranges(of: there).count == 1, "\(fault.path) does not apply to \(path)")
            }
        }
    }

    @Test func noFileIsLongerThanItsLimit() throws {
        try check { file, _ in SourceRules.length(file) }
        try check(repository.tests()) { file, _ in SourceRules.length(file) }
    }

    @Test func everyTypeIsNamedAfterItsJob() throws {
        try check { file, _ in SourceRules.names(file) }
        try check(repository.tests()) { file, _ in SourceRules.names(file) }
    }

    @Test func testsSeeOnlyWhatOtherTargetsSee() throws {
        try check(repository.tests()) { file, _ in SourceRules.testable(file) }
    }

    @Test func noFileNamesAMachinesPath() throws {
        let root = repository.root.path
        try check(repository.texts()) { file, _ in SourceRules.machinePaths(file, root: root) }
    }

    /// Runs a rule over the product's sources, or over `files`, and shows every complaint at once.
    private func check(
        _ files: [Repository.File]? = nil, _ rule: (Repository.File, String) -> [String],
        sourceLocation: SourceLocation = #_sourceLocation
    ) throws {
        let files = try files ?? repository.sources()
        try #require(!files.isEmpty)
        let complaints = files.flatMap { file -> [String] in
            let target = file.path.split(separator: "/").dropFirst().first.map(String.init) ?? ""
            return rule(file, target)
        }
        #expect(complaints.isEmpty, "\(complaints.joined(separator: "\n"))", sourceLocation: sourceLocation)
    }
}
