import Foundation
import Testing

/// What the command line says and the code it ends with.
@Suite(.enabled(if: Engine.isReady, Comment(rawValue: Engine.missing)), .serialized)
struct CommandScenarios {
    @Test(arguments: Engine.available)
    func exitCodesTellWhatHappened(engine: Engine) throws {
        try Scenario.play(engine) { s in
            try s.must("ping")
            #expect(try s.knot("get", "space", "nobody").status == 4)
            #expect(try s.knot("delete", "space", "nobody").status == 4)
            #expect(try s.knot("get", "nonsense").status == 2)
            #expect(try s.knot("apply").status == 2)
            #expect(try s.knot("apply", "-f", "no-such-file.yaml").status == 2)

            let stranger = ["KNOT_SERVER": s.server.url, "KNOT_TOKEN": "not-a-token", "KNOT_SOCKET": ""]
            let refused = try s.run(["get", "spaces"], environment: stranger)
            #expect(refused.status == 5, "\(refused.text)")
            let nowhere = ["KNOT_SERVER": "http://127.0.0.1:\(try ServerProcess.freePort())", "KNOT_TOKEN": "x"]
            let lost = try s.run(["get", "spaces"], environment: nowhere)
            #expect(lost.status == 6, "\(lost.text)")
            #expect(try s.run(["diff", "-f", s.write("w.yaml", Manifests.web)], environment: nowhere).status == 6)
        }
    }

    /// A stream that is closed is taken by the next file that is opened, if nobody minds it.
    @Test(arguments: Engine.available)
    func closedAndFullStreamsHarmNothing(engine: Engine) throws {
        try Scenario.play(engine) { s in
            let path = try s.write("web.yaml", Manifests.web)
            func knot(_ line: String) throws -> Outcome {
                let binary = Settings.binary ?? "knot"
                return try Shell.run(
                    ["sh", "-c", "\(binary) \(line)"], environment: s.server.environment, seconds: 300)
            }
            let unread = try knot("apply -f - <&-")
            #expect(unread.status == 2, "\(unread.text)")
            let applied = try knot("apply -f \(path) --wait <&- >&- 2>&-")
            #expect(applied.status == 0, "\(applied.text)")
            let settled = try s.knot("diff", "-f", path)
            #expect(settled.status == 0, "it was applied and waited for: \(settled.text)")
            #expect(try knot("get spaces >&-").status == 0)
            #expect(try knot("get nonsense 2>&-").status == 2)
            let full = try knot("get spaces >/dev/full")
            #expect(full.status == 6 && full.errors.contains("No space left"), "\(full.text)")
            let cut = try knot("get spaces | head -n 1")
            #expect(cut.status == 0 && cut.errors.isEmpty && cut.output.hasPrefix("NAME"), "\(cut.text)")
        }
    }

    @Test(arguments: Engine.available)
    func aTokenOpensTheServerFromElsewhere(engine: Engine) throws {
        try Scenario.play(engine) { s in
            let token = try s.must("token", "create", "ci").trimmingCharacters(in: .whitespacesAndNewlines)
            let elsewhere = ["KNOT_SERVER": s.server.url, "KNOT_TOKEN": token, "KNOT_SOCKET": ""]
            let path = try s.write("web.yaml", Manifests.web)
            let applied = try s.run(["apply", "-f", path, "--wait"], environment: elsewhere)
            #expect(applied.status == 0, "\(applied.text)")
            let unsigned = try Shell.run([
                "curl", "-sS", "-o", "/dev/null", "-w", "%{http_code}", "-X", "POST", "--data-binary", "@\(path)",
                "\(s.server.url)/api/v1/apply",
            ])
            #expect(unsigned.output == "401", "nobody writes without a token")
        }
    }

    @Test(arguments: Engine.available)
    func whatAnotherOwnerWroteIsAConflict(engine: Engine) throws {
        try Scenario.play(engine) { s in
            let path = try s.write("web.yaml", Manifests.web)
            try s.must("apply", "-f", path, "--source", "platform")
            let edited = try s.write("edited.yaml", Manifests.template(container: ["environment: [A=b]"]))
            let outcome = try s.knot("apply", "-f", edited)
            #expect(outcome.status == 3, "\(outcome.text)")
            #expect(outcome.text.contains("platform"))
            try s.must("apply", "-f", edited, "--force")
        }
    }

    @Test(arguments: Engine.available)
    func pruneDeletesWhatTheSourceNoLongerNamesUpToALimit(engine: Engine) throws {
        try Scenario.play(engine) { s in
            let spaces = (1...6).map { Manifests.space("s\($0)", "running: false") }
            let template = Manifests.template()
            let all = try s.write("all.yaml", ([template] + spaces).joined(separator: "---\n"))
            try s.must("apply", "-f", all, "--source", "git")
            try s.must("apply", "-f", "-", input: Manifests.space("mine", "running: false"))

            let fewer = try s.write("fewer.yaml", ([template] + spaces.dropLast()).joined(separator: "---\n"))
            let shown = try s.knot("diff", "-f", fewer, "--prune", "--source", "git")
            #expect(shown.status == 1 && shown.output.contains("s6"), "\(shown.text)")
            try s.must("apply", "-f", fewer, "--prune", "--source", "git")
            try eventually("s6 is gone") { try s.knot("get", "space", "s6").status == 4 }

            let two = try s.write("two.yaml", ([template] + spaces.prefix(2)).joined(separator: "---\n"))
            let refused = try s.knot("apply", "-f", two, "--prune", "--source", "git")
            #expect(refused.status != 0, "three of six at once is more than a fifth: \(refused.text)")
            #expect(try s.knot("get", "space", "s5").status == 0)
            try s.must("apply", "-f", two, "--prune", "--source", "git", "--prune-limit", "3")
            try eventually("s5 is gone") { try s.knot("get", "space", "s5").status == 4 }
            #expect(try s.knot("get", "space", "mine").status == 0, "what others wrote is never pruned")
        }
    }

    @Test(arguments: Engine.available)
    func waitingEndsWithOneWhenTimeIsOver(engine: Engine) throws {
        try Scenario.play(engine) { s in
            let template = Manifests.template(image: "localhost/no-such-image:latest").replacing(
                "pull: missing", with: "pull: never")
            try s.apply(Manifests.join(template, Manifests.space("never")), wait: false)
            let late = try s.knot("wait", "space/never", "--for", "condition=Ready", "--timeout", "2s")
            #expect(late.status == 1, "\(late.text)")
            try s.apply(
                Manifests.join(Manifests.template("good"), Manifests.space("web", template: "good")), wait: false)
            let fine = try s.knot("wait", "space/web", "--for", "condition=Ready", "--timeout", "4m")
            #expect(fine.status == 0, "\(fine.text)")
            try s.awaitRunning("web")
        }
    }

    @Test(arguments: Engine.available)
    func anybodyCanSeeWhy(engine: Engine) throws {
        try Scenario.play(engine) { s in
            try s.apply(Manifests.web)
            try s.awaitRunning("web")
            let why = try s.must("why", "space/web")
            #expect(why.contains("web") && why.contains("shell"), "\(why)")
            let events = try s.must("events")
            #expect(events.contains("space/"), "\(events)")
            #expect(try s.must("explain", "template.container.ports").contains("host"))
            #expect(try s.knot("explain", "template.container.prots").status == 4)
            #expect(try JSON(s.must("schema"))["$schema"].string != nil)
            #expect(try JSON(s.must("get", "spaces", "-o", "json")).description.contains("web"))
            let yaml = try s.must("get", "template", "shell", "-o", "yaml")
            let path = try s.write("again.yaml", yaml)
            #expect(try s.knot("diff", "-f", path).status == 0, "what is printed applies unchanged: \(yaml)")
        }
    }

    @Test(arguments: Engine.available)
    func metricsAndHealthAnswer(engine: Engine) throws {
        try Scenario.play(engine) { s in
            try s.apply(Manifests.web)
            #expect(try s.server.http.send("GET", "/healthz").status == 200)
            #expect(try s.server.http.send("GET", "/readyz").status == 200)
            #expect(try s.server.http.send("GET", "/metrics").body.contains("# TYPE"))
            #expect(try s.server.http.get("/api/v1/openapi.json")["openapi"].string?.hasPrefix("3.") == true)
        }
    }
}
