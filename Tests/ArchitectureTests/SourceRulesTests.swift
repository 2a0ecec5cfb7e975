import Testing

/// Every rule must catch a bad sample and pass a good one: a rule that sees nothing is worse than none.
@Suite struct SourceRulesTests {
    private func sample(_ text: String) -> Repository.File { .init(path: "Sample.swift", text: text) }

    @Test func aLongFileIsCaught() {
        #expect(SourceRules.length(sample(String(repeating: "\n", count: 501))).count == 1)
        #expect(SourceRules.length(sample(String(repeating: "\n", count: 500))).isEmpty)
    }

    @Test(arguments: [
        "import Foundation", "package import NIOCore", "import struct Foundation.Date", "import Glibc",
        "import Synchronization", "private import Dispatch", "@preconcurrency import Logging", "import KnotStore",
    ])
    func aBannedImportInACoreIsCaught(line: String) {
        #expect(SourceRules.coreImports(sample("\n" + line), target: "KnotPlan").count == 1)
    }

    @Test func anAllowedImportInACoreIsNot() {
        let file = sample("import Crypto\nimport KnotModel\n// import Foundation\nlet text = \"import Foundation\"")
        #expect(SourceRules.coreImports(file, target: "KnotPlan").isEmpty)
        #expect(SourceRules.coreImports(file, target: "KnotStore").count == 1)
    }

    @Test func anImportAgainstTheArrowIsCaught() {
        let modules: Set = ["KnotEngine", "KnotServer", "KnotModel"]
        let file = sample("import KnotModel\nimport KnotServer")
        #expect(
            SourceRules.layerImports(file, target: "KnotEngine", modules: modules)
                == ["Sample.swift:2: KnotEngine must not import KnotServer"])
    }

    @Test(arguments: [
        "func f() async {}", "let x = await y", "Task { }", "let d = Date()", "let n = Int.random(in: 0..<3)",
        "list.shuffled()", "let c = ContinuousClock()", "SystemRandomNumberGenerator()", "a.hashValue",
    ])
    func chanceAndTimeInACoreAreCaught(line: String) {
        #expect(SourceRules.coreWords(sample(line)).count == 1)
    }

    @Test func wordsInCommentsStringsAndLongerNamesAreNot() {
        let text = """
            // async Task
            /* await /* Task */ Date() */
            let asyncName = "await Task \\(dates["async"] ?? "Task")"
            let text = #"Date( "Task" "#
            let n = Int.random(in: 0..<3, using: &generator)
            """
        #expect(SourceRules.coreWords(sample(text)).isEmpty)
    }

    @Test(arguments: [
        "try! f()", "fatalError()", "x as! Y", "struct A: @unchecked Sendable {}", "nonisolated(unsafe) var a",
    ])
    func anEscapeWithoutAReasonIsCaught(line: String) {
        #expect(SourceRules.escapes(sample("let a = 1\n" + line)).count == 1)
        #expect(SourceRules.escapes(sample("// The lock in `b` guards it.\n" + line)).isEmpty)
    }

    @Test(arguments: [
        "let limit = Date().addingTimeInterval(30)", "while Date.now < limit {}", "gettimeofday(&time, nil)",
        "if start.timeIntervalSinceNow < -10 {}", "clock_gettime(CLOCK_REALTIME, &time)",
    ])
    func aReadOfTheWallClockIsCaught(line: String) {
        #expect(!SourceRules.wallClock(sample(line)).isEmpty)
        let clock = Repository.File(path: "Sources/KnotServer/Shell/NodeClock.swift", text: line)
        #expect(SourceRules.wallClock(clock).isEmpty)
    }

    @Test func aClockThatDoesNotJumpIsNot() {
        #expect(SourceRules.wallClock(sample("let start = ContinuousClock.now\nlet end = NIODeadline.now()")).isEmpty)
    }

    @Test func testableIsCaught() {
        #expect(SourceRules.testable(sample("@testable import KnotModel")).count == 1)
    }

    @Test(arguments: ["final class SpaceManager {", "enum StringUtil {", "package struct PathHelper: Sendable {"])
    func anEmptyNameIsCaught(line: String) {
        #expect(SourceRules.names(sample(line)).count == 1)
    }

    @Test func aMachinesPathIsCaught() {
        #expect(SourceRules.machinePaths(sample("let a = \"/srv/me/knot/x\""), root: "/srv/me/knot").count == 1)
        #expect(SourceRules.machinePaths(sample("let a = \"/var/run/docker.sock\""), root: "/srv/me/knot").isEmpty)
    }

    @Test func anEdgeThatIsNotInTheTableIsCaught() {
        #expect(
            Layers.complaints(target: "KnotEngine", targets: ["KnotModel", "KnotStore"], products: ["NIOCore"]).count
                == 1)
        #expect(Layers.complaints(target: "KnotStore", targets: ["KnotModel"], products: ["GRDB"]).count == 1)
        #expect(Layers.complaints(target: "KnotSurprise", targets: [], products: []).count == 1)
        #expect(Layers.complaints(target: "KnotPlan", targets: ["KnotModel"], products: ["Crypto"]).isEmpty)
    }

    @Test func theTableHasNoCycleAndNoCoreImportsAnAdaptor() {
        for (target, allowance) in Layers.table {
            #expect(!reachable(from: target).contains(target), "\(target) reaches itself")
            if Layers.cores.contains(target) { #expect(allowance.targets.isSubset(of: Layers.cores)) }
        }
    }

    private func reachable(from start: String) -> Set<String> {
        var found: Set<String> = []
        var next = Array(Layers.table[start]?.targets ?? [])
        while let name = next.popLast() {
            guard found.insert(name).inserted else { continue }
            next += Layers.table[name]?.targets ?? []
        }
        return found
    }
}
