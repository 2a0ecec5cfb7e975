import Foundation
import Testing

/// What `diff` and `apply` say of spaces is what becomes of them.
@Suite(.enabled(if: Engine.isReady, Comment(rawValue: Engine.missing)), .serialized)
struct EffectScenarios {
    @Test(arguments: Engine.available)
    func aScheduleStopsNothingAtOnceAndIsTold(engine: Engine) throws {
        try Scenario.play(engine) { s in
            try s.apply(Manifests.web)
            let web = try s.awaitRunning("web")
            let started = try s.world.startedAt(web.id)
            let closed = Manifests.template(template: ["schedule_enabled: true", "schedule: [{enabled: false}]"])
            let path = try s.write("closed.yaml", closed)
            let diff = try s.knot("diff", "-f", path)
            #expect(diff.status == 1)
            #expect(diff.output.contains("no hours at all") && diff.output.contains("web"), "\(diff.output)")
            let applied = try s.knot("apply", "-f", path)
            #expect(applied.status == 0 && applied.text.contains("no hours at all"), "\(applied.text)")
            #expect(try throughout(8) { try s.world.container(of: "web") == web })
            #expect(try s.world.startedAt(web.id) == started)
            #expect(try s.phase("web") == "Running")
            #expect(try s.must("why", "space/web").contains("runs on until it is stopped"))
            _ = try s.knot("space", "stop", "web", "--no-wait")
            try eventually("it is stopped") { try s.world.containers(of: "web").isEmpty }
            _ = try s.knot("space", "start", "web", "--no-wait")
            try s.awaitCondition("web", "Suspended", "True")
            #expect(try throughout(2) { try s.world.containers(of: "web").isEmpty })
        }
    }

    @Test(arguments: Engine.available)
    func aVariableNamesTheSpacesThatWaitForIt(engine: Engine) throws {
        try Scenario.play(engine) { s in
            func variable(_ value: String, _ isProtected: Bool) -> String {
                "kind: Variable\nname: word\nvalue: \(value)\nprotected: \(isProtected)\n"
            }
            let reading = Manifests.template("reading", container: ["environment: [\"WORD=${{ .var.word }}\"]"])
            for isProtected in [false, true] {
                try s.apply(
                    Manifests.join(
                        variable("first", isProtected), reading, Manifests.template(),
                        Manifests.space("web", template: "reading"), Manifests.space("api")))
                try s.must("space", "restart", "web", "--wait")
                try s.awaitNoUpdate("web")
                let path = try s.write("variable.yaml", variable("second-\(isProtected)", isProtected))
                let json = try JSON(try s.knot("diff", "-f", path, "-o", "json").output)
                let change = json["changes"][0]
                #expect(change["pending"].array.compactMap(\.string) == ["space/admin/web"], "\(json)")
                #expect("\(change["effects"])".contains("container.environment.WORD"), "\(json)")
                if isProtected { #expect(!"\(json)".contains("second-"), "\(json)") }
                let text = try s.knot("apply", "-f", path).text
                #expect(text.contains("admin/web") && !text.contains("admin/api"), "\(text)")
                try s.awaitCondition("web", "UpdatePending", "True")
                #expect(try s.condition("api", "UpdatePending")["state"].string != "True")
            }
            // A template that comes to the same for the space: nothing waits, and nothing says so.
            let same = reading.replacing("name: reading", with: "name: same")
            let moved = try s.write("moved.yaml", Manifests.join(same, Manifests.space("web", template: "same")))
            try s.must("space", "restart", "web", "--wait")
            let diff = try s.knot("diff", "-f", moved)
            #expect(diff.output.contains("template") && !diff.output.contains("restart"), "\(diff.output)")
            try s.must("apply", "-f", moved)
            try s.awaitNoUpdate("web")
        }
    }

    @Test(arguments: Engine.available)
    func aStopOfKnotsOwnIsNobodyElsesDoing(engine: Engine) throws {
        try Scenario.play(engine) { s in
            try s.apply(Manifests.join(Manifests.template(), Manifests.space("web", "memory: 64m")))
            try s.awaitRunning("web")
            _ = try s.knot("space", "restart", "web", "--timeout", "1ms")
            try s.must("space", "restart", "web", "--wait")
            try s.awaitRunning("web")
            try s.must("space", "stop", "web", "--no-wait")
            try s.must("space", "start", "web", "--wait")
            try s.awaitRunning("web")
            let told = try s.must("events", "--for", "space/web") + s.must("space", "get", "web")
            for blame in ["Killed", "by somebody", "give it more"] { #expect(!told.contains(blame), "\(told)") }
            #expect("\(try s.space("web")["status"]["lastRun"])".contains("wasStopped"))
        }
    }
}
