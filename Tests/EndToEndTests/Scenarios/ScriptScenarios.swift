import Foundation
import Testing

/// Scripts at the start and the stop of real containers.
@Suite(.enabled(if: Engine.isReady, Comment(rawValue: Engine.missing)), .serialized)
struct ScriptScenarios {
    private static let setup = """
        kind: Script
        name: setup
        timeout: 10m
        content: |
          echo "setting up ${{ .space.name }}"
          echo run >> /data/runs
          until [ -e /data/go ]; do sleep 0.1; done
          echo all set

        """

    /// Counts the processes that a start-up script has begun and that live.
    private static let countProcesses = "grep -l KNOT_SCRIPT=startup /proc/[0-9]*/environ 2>/dev/null | wc -l"

    private func runs(_ s: Scenario, _ id: String) throws -> Int {
        try s.world.exec(id, "cat /data/runs").split(whereSeparator: \.isNewline).count
    }

    @Test(arguments: Engine.available)
    func readyWaitsForTheStartupScriptAndItsOutputIsKept(engine: Engine) throws {
        try Scenario.play(engine) { s in
            let template = Manifests.template(template: ["startup_script: setup"])
            try s.apply(
                Manifests.join(Self.setup, template, Manifests.space("web", "startup_script: \"echo mine; id -u\"")),
                wait: false)
            let container = try s.awaitRunning("web")
            try eventually("the script's output shows while it runs", state: { "\(try s.space("web"))" }) {
                try s.knot("space", "logs", "web", "--hook", "startup").output == "setting up web\n"
            }
            let ready = try s.condition("web", "Ready")
            #expect(ready["state"].string == "False")
            #expect(ready["reason"].string == "StartupScriptRunning")
            #expect(try s.must("why", "space/web").contains("its start-up script is running"))
            _ = try s.world.exec(container.id, "touch /data/go")
            try s.awaitCondition("web", "Ready", "True")
            #expect(
                try s.must("space", "logs", "web", "--hook", "startup") == "setting up web\nall set\nmine\n0\n")
            #expect(try s.must("space", "logs", "web", "--hook", "startup", "--tail", "1") == "0\n")
            #expect(try s.must("space", "get", "web").contains("script done"))
            #expect(try s.must("events").contains("StartupScriptDone"))
            #expect(try runs(s, container.id) == 1)

            // A server that starts anew knows that it ended, and still has what it wrote.
            try s.server.stop()
            try s.server.start()
            try s.awaitPhase("web", "Running")
            #expect(try throughout(2) { try runs(s, container.id) == 1 })
            #expect(try s.must("space", "logs", "web", "--hook", "startup").contains("all set"))

            // Another start of the same container.
            try s.world.post(container.id, "kill")
            try eventually("it ran again", state: { "\(try s.space("web"))" }) {
                try s.world.container(of: "web")?.isRunning == true && runs(s, container.id) == 2
            }
            try s.awaitCondition("web", "Ready", "True")
            #expect(try s.knot("delete", "script", "setup").status == 3, "a script in use is not deleted")
            #expect(try s.knot("space", "logs", "web", "--hook", "shutdown").status == 4)
        }
    }

    @Test(arguments: Engine.available)
    func aStartupScriptThatFailsIsSaidAndNotRepeated(engine: Engine) throws {
        try Scenario.play(engine) { s in
            let script = "startup_script: \"echo run >> /data/runs; echo no such thing >&2; exit 3\""
            let path = try s.write(
                "bad.yaml", Manifests.join(Manifests.template(template: [script]), Manifests.space("web")))
            let outcome = try s.knot("apply", "-f", path, "--wait")
            #expect(outcome.status == 7, "\(outcome.text)")
            #expect(outcome.text.contains("ended with code 3: no such thing"), "\(outcome.text)")
            let ready = try s.condition("web", "Ready")
            #expect(ready["reason"].string == "StartupScriptFailed")
            let container = try s.awaitRunning("web")
            #expect(try throughout(3) { try runs(s, container.id) == 1 })
            #expect(try s.must("events").contains("StartupScriptFailed"))

            // Mended, it runs at the next start.
            try s.apply(
                Manifests.join(Manifests.template(template: ["startup_script: \"echo well\""]), Manifests.space("web")),
                wait: false)
            #expect(try s.condition("web", "Ready")["state"].string == "False")
            try s.must("space", "restart", "web", "--wait")
            try s.awaitCondition("web", "Ready", "True")
        }
    }

    /// What is started in the background holds the output open, and nobody waits for that.
    @Test(arguments: Engine.available)
    func whatAScriptLeavesInTheBackgroundGoesOn(engine: Engine) throws {
        try Scenario.play(engine) { s in
            let script = "startup_script: \"sleep 1000 & echo started\""
            try s.apply(Manifests.join(Manifests.template(template: [script]), Manifests.space("web")))
            try s.awaitCondition("web", "Ready", "True")
            let container = try s.awaitRunning("web")
            #expect(try s.world.exec(container.id, Self.countProcesses) == "1")
        }
    }

    @Test(arguments: Engine.available)
    func theShutdownScriptRunsBeforeTheStop(engine: Engine) throws {
        try Scenario.play(engine) { s in
            let script = "shutdown_script: \"echo saved >> /data/saved; echo bye\""
            try s.apply(Manifests.join(Manifests.template(template: [script]), Manifests.space("web")))
            try s.awaitRunning("web")
            try s.must("space", "stop", "web", "--wait")
            #expect(try s.must("space", "logs", "web", "--hook", "shutdown") == "bye\n")
            #expect(try s.space("web")["status"]["shutdown"]["state"].string == "Done")
            try s.must("space", "start", "web", "--wait")
            let second = try s.awaitRunning("web")
            #expect(try s.world.exec(second.id, "cat /data/saved") == "saved")
            try s.must("space", "restart", "web", "--wait")
            let third = try s.awaitRunning("web")
            #expect(third.id != second.id)
            #expect(try s.world.exec(third.id, "wc -l < /data/saved") == "2")
            #expect(try s.must("events").contains("ShutdownScriptDone"))
        }
    }

    @Test(arguments: Engine.available)
    func aHangingShutdownScriptHoldsUpNoStop(engine: Engine) throws {
        try Scenario.play(engine) { s in
            let script = "kind: Script\nname: hang\ntimeout: 10s\ncontent: \"echo begun; sleep 1000\"\n"
            let template = Manifests.template(template: ["shutdown_script: hang"])
            try s.apply(Manifests.join(script, template, Manifests.space("web")))
            try s.awaitRunning("web")
            try s.must("space", "stop", "web", "--wait")
            #expect(try s.world.containers().isEmpty)
            #expect(try s.must("events").contains("took longer than 10s and was ended: begun"))
            #expect(try s.space("web")["status"]["shutdown"]["state"].string == "Failed")
        }
    }

    @Test(arguments: Engine.available)
    func aStopEndsAStartupScript(engine: Engine) throws {
        try Scenario.play(engine) { s in
            let template = Manifests.template(template: ["startup_script: \"sleep 1000 & wait\""])
            try s.apply(Manifests.join(template, Manifests.space("web")), wait: false)
            try s.awaitRunning("web")
            try eventually("its script runs") { try s.space("web")["status"]["startup"]["state"].string == "Running" }
            try s.must("space", "stop", "web", "--wait")
            #expect(try s.world.containers().isEmpty)
        }
    }

    /// The next server cannot know whether the script ended: what is left of it is ended, and it runs again.
    @Test(arguments: Engine.available)
    func aServerKilledWhileAStartupScriptRuns(engine: Engine) throws {
        try Scenario.play(engine) { s in
            try s.apply(
                Manifests.join(
                    Self.setup, Manifests.template(template: ["startup_script: setup"]), Manifests.space("web")),
                wait: false)
            let container = try s.awaitRunning("web")
            try eventually("the script runs") { try s.world.exec(container.id, "cat /data/runs || true") == "run" }
            s.server.kill()
            try s.server.start()
            try eventually("it runs again", state: { "\(try s.space("web"))" }) { try runs(s, container.id) == 2 }
            // The script's shell and its sleep; nothing of the first try.
            #expect(["1", "2"].contains(try s.world.exec(container.id, Self.countProcesses)))
            _ = try s.world.exec(container.id, "touch /data/go")
            try s.awaitCondition("web", "Ready", "True")
            #expect(try s.must("space", "logs", "web", "--hook", "startup") == "setting up web\nall set\n")
            #expect(try s.world.container(of: "web") == container, "the container is the same")
            #expect(try runs(s, container.id) == 2)
        }
    }
}
