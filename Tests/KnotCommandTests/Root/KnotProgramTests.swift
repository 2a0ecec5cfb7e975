import Foundation
import KnotCommand
import Testing

/// The program as a whole, as far as it needs no server.
@Suite struct KnotProgramTests {
    private static let fine = ["", "version", "--help", "space --help", "explain template"]
    private static let wrong = [
        "bogus", "space bogus", "get", "get bogus", "diff", "diff -f /nowhere/at/all.yaml", "apply -f x --prune",
        "apply -f x --prune --source s --prune-limit many", "wait space/web --for bogus", "space create web",
        "get spaces --server knot.example.com", "delete", "delete all", "wait spaces", "wait token/x", "space start",
        "connect knot.example.com", "connect default",
        "server --bogus", "server --config /nowhere/knot.toml", "server --config /", "apply space.yaml",
    ]
    /// Forms of output that the verb does not have.
    private static let unknownForms = [
        "events -o wide", "events -o name", "why space/web -o name", "runtimes -o wide", "token list -o wide",
        "diff -f x -o wide", "apply -f x -o wide", "delete space/web -o wide", "get spaces -o jsonpath",
    ]

    @Test(arguments: unknownForms) func aFormThatTheVerbDoesNotHaveIsWrongUsage(_ line: String) async {
        #expect(await run(line + " --socket /nowhere/knot.sock") == 2)
    }

    @Test func nothingAtAllIsOneAnswerEverywhere() async throws {
        let path = FileManager.default.temporaryDirectory.appendingPathComponent("knot-\(UUID().uuidString).yaml").path
        defer { try? FileManager.default.removeItem(atPath: path) }
        for text in ["", "\n", "# nothing\n", "---\n", "---\n---\n"] {
            try Data(text.utf8).write(to: URL(fileURLWithPath: path))
            for verb in ["validate", "diff", "apply", "delete"] {
                #expect(await run("\(verb) -f \(path)") == 2, "\(verb) of '\(text)'")
            }
            #expect(await run("template import \(path)") == 2)
        }
    }

    private static let unreachable = [
        "ping --socket /nowhere/knot.sock", "get spaces --socket /nowhere/knot.sock",
        "why space/web --socket /nowhere/knot.sock",
    ]

    private func run(_ line: String) async -> Int32 {
        await KnotProgram.run(line.split(separator: " ").map(String.init))
    }

    @Test(arguments: fine) func whatIsFineEndsWithZero(_ line: String) async {
        #expect(await run(line) == 0)
    }

    @Test(arguments: wrong) func wrongUsageEndsWithTwo(_ line: String) async {
        #expect(await run(line) == 2)
    }

    @Test(arguments: unreachable) func anUnreachableServerEndsWithSix(_ line: String) async {
        #expect(await run(line) == 6)
    }

    @Test func anUnknownFieldEndsWithFour() async {
        #expect(await run("explain template.nope") == 4)
    }
}
