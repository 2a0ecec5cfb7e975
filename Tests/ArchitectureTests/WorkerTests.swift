import Foundation
import Testing

/// `Tests/run` has its scenarios played by several workers at a time, each of them once, and counts what did not end.
@Suite struct WorkerTests {
    /// What the script says when two workers have played scenarios in sandboxes that are none. The program of the tests runs
    /// `body`, which finds the scenario's `name`, whether it is played `again`, and the `worker`'s process id.
    private func play(_ names: [String], workers: Int = 2, _ body: String) throws -> String {
        let directory = FileManager.default.temporaryDirectory.appending(path: "knot-workers-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: directory, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: directory) }
        let program = """
            #!/bin/bash
            filter=${@: -1} again=yes
            if [[ $filter == '^'* ]]; then again=; fi
            name=$(sed -E 's/.*Scenarios.(.*)\\\\\\(.*/\\1/; s/\\\\//g' <<<"$filter")
            end() {
                echo "✔ Test $name(engine:) with 1 test case passed after 2.5 seconds."
                echo "✔ Test run with 1 test in 1 suite passed after 2.5 seconds."
            }
            fail() {
                echo "✘ Test $name(engine:) recorded an issue at A.swift:1:1: Caught error: first"
                echo "✘ Test $name(engine:) with 1 test case failed after 2.5 seconds with 1 issue."
                echo "✘ Test run with 1 test in 1 suite failed after 2.5 seconds with 1 issue."
                exit 1
            }
            \(body)
            """
        try Data(program.utf8).write(to: directory.appending(path: "program"))
        let list = names.map { "EndToEndTests.SomeScenarios/\($0)(engine:)\n" }.joined()
        try Data(list.utf8).write(to: directory.appending(path: "names"))
        let script = """
            set -euo pipefail
            passed=0 failed=0 skipped=0 filter="" children=() dir='\(directory.path)' notes='\(directory.path)/sandboxes'
            source Tests/support/verdicts.sh
            source Tests/support/workers.sh
            sandbox_start() { echo "begins $1" >>"$notes"; }
            sandbox_enter() { entering=(env); }
            sandbox_stop() { :; }
            queue_make "$dir/docker" <"$dir/names"
            for number in \((1...workers).map(String.init).joined(separator: " ")); do
                (
                    export worker=$BASHPID
                    work_through "$dir/docker" "sandbox-$number" image docker bash "$dir/program"
                ) &
                children+=($!)
            done
            for child in "${children[@]}"; do wait "$child" || true; done 2>/dev/null
            children=()
            reckon "$dir/docker" again image docker bash "$dir/program"
            cat "$notes"
            echo "$passed passed, $failed failed, $skipped skipped"
            """
        return try ShellScript.run(script, in: Repository.current.root)
    }

    private static let many = (1...20).map { "number\($0)" }

    @Test func everyScenarioIsPlayedOnce() throws {
        let text = try play(Self.many, workers: 4, "end")
        #expect(text.hasSuffix("20 passed, 0 failed, 0 skipped\n"), "\(text)")
        let skips = "echo '➜ Test number1(engine:) skipped: \"no\"'; end | tail -n 1"
        let skipped = try play(["number1"], skips)
        #expect(skipped.hasSuffix("0 passed, 0 failed, 1 skipped\n"), "\(skipped)")
    }

    @Test func oneThatPassesAloneIsFlaky() throws {
        let text = try play(Self.many, "if [[ $name == number7 && -z $again ]]; then fail; else end; fi")
        #expect(text.hasSuffix("20 passed, 0 failed, 0 skipped\n"), "\(text)")
        #expect(text.contains("flaky: number7(engine:)\n"), "\(text)")
        #expect(text.contains("begins again\n"), "in a sandbox of its own: \(text)")
        let broken = try play(Self.many, "if [[ $name == number7 ]]; then fail; else end; fi")
        #expect(broken.hasSuffix("19 passed, 1 failed, 0 skipped\n"), "\(broken)")
    }

    @Test func whatAWorkerThatDiedDidNotFinishHasFailed() throws {
        let dies = "if [[ $name == number3 ]]; then kill -KILL $worker; sleep 0.1; fi; end"
        let alone = try play((1...5).map { "number\($0)" }, workers: 1, dies)
        #expect(alone.hasSuffix("2 passed, 3 failed, 0 skipped\n"), "\(alone)")
        #expect(alone.contains("number3(engine:) on docker was not finished: its worker died"), "\(alone)")
        #expect(alone.contains("2 scenarios on docker were not begun"), "\(alone)")
        let helped = try play(Self.many, dies)
        #expect(helped.hasSuffix("19 passed, 1 failed, 0 skipped\n"), "the other one goes on: \(helped)")
    }

    @Test func oneThatCrashedHasFailedAndTheNextHasANewSandbox() throws {
        let text = try play(
            (1...5).map { "number\($0)" }, workers: 1, "if [[ $name == number2 ]]; then exit 139; fi; end")
        #expect(text.hasSuffix("4 passed, 1 failed, 0 skipped\n"), "\(text)")
        #expect(text.components(separatedBy: "begins sandbox-1\n").count == 3, "\(text)")
        #expect(!text.contains("begins again"), "a crash is not made good by a second try: \(text)")
    }

    @Test func oneThatRanNothingHasFailed() throws {
        let text = try play(["number1"], "echo '✔ Test run with 0 tests in 0 suites passed after 0 seconds.'")
        #expect(text.hasSuffix("0 passed, 1 failed, 0 skipped\n"), "\(text)")
        #expect(text.contains("was not run"), "\(text)")
        #expect(try play(["number1"], "exit 69").hasSuffix("0 passed, 1 failed, 0 skipped\n"))
    }

    @Test func aSandboxThatDoesNotStartIsAFailure() throws {
        let script = """
            set -euo pipefail
            passed=0 failed=0 skipped=0 filter="" children=() dir=$(mktemp -d)
            source Tests/support/verdicts.sh
            source Tests/support/workers.sh
            sandbox_start() { return 1; }
            printf 'A.B/c()\\nA.B/d()\\n' | queue_make "$dir/docker"
            (work_through "$dir/docker" sandbox image docker true) || echo "it ended with $?"
            reckon "$dir/docker" sandbox image docker true
            rm -r "$dir"
            echo "$passed passed, $failed failed, $skipped skipped"
            """
        let failed = try ShellScript.run(script, in: Repository.current.root)
        #expect(failed.contains("it ended with 1"), "\(failed)")
        #expect(failed.hasSuffix("0 passed, 2 failed, 0 skipped\n"), "\(failed)")
    }

    @Test func slowScenariosBeginFirstAndAreThere() throws {
        let script = """
            set -euo pipefail
            source Tests/support/workers.sh
            dir=$(mktemp -d)
            { echo 'E.Quick/first()'; printf 'E.%s(engine:)\\n' "${slow_scenarios[@]}" | tac; } | queue_make "$dir"
            cut -d' ' -f2 "$dir/queue"
            rm -r "$dir"
            """
        var names = try ShellScript.run(script, in: Repository.current.root).split(separator: "\n").map(String.init)
        #expect(names.popLast() == "E.Quick/first()")
        #expect(names.first == "E.ViolenceScenarios/twoHundredSpacesUnderBlows(engine:)")
        let sources = try Repository.current.tests().filter { $0.path.hasPrefix("Tests/EndToEndTests") }.map(\.text)
            .joined()
        for name in names {
            let words = name.split { "./(".contains($0) }
            #expect(sources.contains("func \(words[2])("), "\(name) is no scenario")
            #expect(sources.contains(" \(words[1]) {"), "\(name) is no scenario")
        }
    }

    @Test func whatARunThatWasKilledLeftIsRemovedAndNothingElse() throws {
        let script = """
            set -euo pipefail
            source Tests/support/sandbox.sh
            source Tests/support/leftovers.sh
            dir=$(mktemp -d)
            mkdir "$dir"/knot.{alive1,killed,reused,nobody,kept12}
            claim "$dir/knot.alive1"
            bash -c "source Tests/support/leftovers.sh; claim '$dir/knot.killed'; claim '$dir/knot.kept12'"
            echo "$$ 1" >"$dir/knot.reused/claim"
            release "$dir/knot.kept12"
            remove_leftovers "$dir" | sed "s|$dir/||"
            ls "$dir"
            rm -r "$dir"
            """
        let lines = try ShellScript.run(script, in: Repository.current.root).split(separator: "\n").map(String.init)
        #expect(
            lines == [
                "removed knot.killed, which a run of the tests that was killed had left",
                "removed knot.reused, which a run of the tests that was killed had left",
                "knot.alive1", "knot.kept12", "knot.nobody",
            ])
    }
}
