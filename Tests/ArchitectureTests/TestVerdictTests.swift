import Foundation
import Testing

/// `Tests/run` counts what the test program says, and runs a scenario that failed once more, alone.
@Suite struct TestVerdictTests {
    private static let end = "✘ Test run with 3 tests in 2 suites failed after 9 seconds with 1 issue."

    private static func failed(_ name: String) -> String {
        """
        ✘ Test \(name)(engine:) recorded an issue with 1 argument engine → docker at A.swift:1:1: Caught error: first
        ↳ on docker; the end of the server's log:
        ✘ Test \(name)(engine:) with 1 test case failed after 2.5 seconds with 1 issue.
        """
    }

    /// What the script prints for a log, with a test program that fails again for what `stubborn` names.
    private func verdict(_ log: [String], code: Int = 1, isRetried: Bool = true, stubborn: String = "none") throws
        -> String
    {
        let directory = FileManager.default.temporaryDirectory.appending(path: "knot-verdict-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: directory, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: directory) }
        try Data((log.joined(separator: "\n") + "\n").utf8).write(to: directory.appending(path: "log"))
        let program = """
            #!/bin/bash
            name=$(sed -E 's/.*Scenarios.(.*)\\\\\\(/\\1/' <<<"${@: -1}")
            echo "second run of $name, seed ${KNOT_SEED:-none}"
            [[ $name == \(stubborn) ]] && exit 1
            echo "✔ Test $name(engine:) with 1 test case passed after 2.5 seconds."
            """
        try Data(program.utf8).write(to: directory.appending(path: "program"))
        let script = """
            set -euo pipefail
            passed=0 failed=0 skipped=0 filter="" children=()
            source Tests/support/verdicts.sh
            \(isRetried ? "try_again '\(directory.path)/log' bash '\(directory.path)/program'" : "")
            count '\(directory.path)/log' \(code) "end to end"
            echo "$passed passed, $failed failed, $skipped skipped"
            """
        return try ShellScript.run(script, in: Repository.current.root)
    }

    private let good = "✔ Test holds(engine:) with 1 test case passed after 2.5 seconds."

    @Test func aScenarioThatPassesAloneIsFlakyAndCountsAsPassed() throws {
        let text = try verdict([good, "violence on docker: KNOT_SEED=77 repeats it", Self.failed("shaky"), Self.end])
        #expect(text.hasSuffix("2 passed, 0 failed, 0 skipped\n"), "\(text)")
        #expect(text.contains("flaky: shaky(engine:)\n"))
        #expect(text.contains("Caught error: first"), "the first output is shown: \(text)")
        #expect(text.contains("second run of shaky, seed 77"), "so is the second, of the same violence: \(text)")
    }

    @Test func aScenarioThatFailsTwiceHasFailed() throws {
        let text = try verdict([good, Self.failed("broken"), Self.end], stubborn: "broken")
        #expect(text.hasSuffix("1 passed, 1 failed, 0 skipped\n"), "\(text)")
        #expect(!text.contains("flaky"))
    }

    @Test func anyOtherTestThatFailsHasFailed() throws {
        let titled = "✘ Test \"a rule\" failed after 0.1 seconds with 1 issue."
        #expect(try verdict([good, titled, Self.end]).hasSuffix("1 passed, 1 failed, 0 skipped\n"))
        let unit = try verdict([good, Self.failed("unit"), Self.end], isRetried: false)
        #expect(unit.hasSuffix("1 passed, 1 failed, 0 skipped\n"), "\(unit)")
        #expect(unit.contains("Caught error: first"))
    }

    @Test func aRunThatCrashedIsNotMadeGoodByASecondTry() throws {
        let text = try verdict([good, Self.failed("shaky")], code: 139)
        #expect(text.hasSuffix("1 passed, 2 failed, 0 skipped\n"), "\(text)")
    }

    @Test func onlyAHandfulIsTriedAgain() throws {
        let many = (1...7).map { Self.failed("shaky\($0)") }
        let text = try verdict(many + [Self.end])
        #expect(text.hasSuffix("5 passed, 2 failed, 0 skipped\n"), "\(text)")
    }

    @Test func aRunOfNothingHasFailed() throws {
        #expect(try verdict([], code: 0, isRetried: false).hasSuffix("0 passed, 1 failed, 0 skipped\n"))
        let passed = try verdict([good, "✔ Test run with 1 test in 1 suite passed after 3 seconds."], code: 0)
        #expect(passed.hasSuffix("1 passed, 0 failed, 0 skipped\n"), "\(passed)")
    }
}
