import Foundation
import Testing

/// `Tests/run` counts what mutants, planted faults and many seeds come to.
@Suite struct RobustnessTests {
    /// What the script prints last, where `program` prints these lines and ends with this code.
    private func verdict(_ command: String, _ lines: [String], code: Int = 0) throws -> String {
        let directory = FileManager.default.temporaryDirectory.appending(path: "knot-verdict-\(UUID().uuidString)")
        try FileManager.default.createDirectory(
            at: directory.appending(path: "Tests"), withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: directory) }
        let text = lines.joined(separator: "\n")
        let program = directory.appending(path: "Tests/mutants")
        try Data("#!/bin/bash\ncat <<'END'\n\(text)\nEND\nexit \(code)\n".utf8).write(to: program)
        try FileManager.default.setAttributes([.posixPermissions: 0o700], ofItemAtPath: program.path)
        let support = Repository.current.root.appending(path: "Tests/support").path
        let script = """
            set -euo pipefail
            passed=0 failed=0 skipped=0 filter="" children=() work='\(directory.path)'
            source '\(support)/verdicts.sh'
            source '\(support)/robustness.sh'
            \(command)
            echo "$passed passed, $failed failed, $skipped skipped"
            """
        return try ShellScript.run(script, in: directory).split(separator: "\n").last.map(String.init) ?? ""
    }

    @Test func eachMutantIsATest() throws {
        let fine = try verdict(
            "try_mutants --minutes 2", ["1 x: killed by y", "9 mutants, 7 killed, 2 explained, 0 failed"])
        #expect(fine == "9 passed, 0 failed, 0 skipped")
        let survivor = try verdict("try_mutants", ["9 mutants, 7 killed, 1 explained, 1 failed"], code: 1)
        #expect(survivor == "8 passed, 1 failed, 0 skipped")
        let unbuilt = try verdict("try_mutants", ["cannot be built: x"], code: 2)
        #expect(unbuilt == "0 passed, 1 failed, 0 skipped")
    }

    @Test func eachPlantedFaultIsATest() throws {
        let head = ["| fault | seeds needed | found by |", "|---|---|---|", "| `a` | 3 | `p` |"]
        #expect(try verdict("find_faults Tests/mutants", head) == "1 passed, 0 failed, 0 skipped")
        let missed = try verdict("find_faults Tests/mutants", head + ["| `b` | not found |  |"], code: 1)
        #expect(missed == "1 passed, 1 failed, 0 skipped")
        #expect(try verdict("find_faults Tests/mutants", head, code: 139) == "0 passed, 1 failed, 0 skipped")
    }

    @Test func eachSeedThatFailsIsCounted() throws {
        let end = "20000 seeds, 0 failed, 9 events"
        let command = "sweep_seeds Tests/mutants 1..20000"
        #expect(try verdict(command, [end]) == "1 passed, 0 failed, 0 skipped")
        let bad = ["seed 7 failed: x", "  replay with: y", "seed 9 failed: x", "20000 seeds, 2 failed, 9 events"]
        #expect(try verdict(command, bad, code: 1) == "0 passed, 2 failed, 0 skipped")
        #expect(try verdict(command, Array(bad.prefix(1)), code: 139) == "0 passed, 1 failed, 0 skipped")
    }
}
