import Foundation
import Testing

/// From YAML to a running space, and nothing more to do afterwards.
@Suite(.enabled(if: Engine.isReady, Comment(rawValue: Engine.missing)), .serialized)
struct ApplyScenarios {
    @Test(arguments: Engine.available)
    func anAppliedSpaceRunsAndDiffIsEmpty(engine: Engine) throws {
        try Scenario.play(engine) { s in
            let path = try s.write("web.yaml", Manifests.web)
            let before = try s.knot("diff", "-f", path)
            #expect(before.status == 1, "a diff with differences ends with 1: \(before.text)")
            #expect(before.output.contains("web"))
            try s.must("apply", "-f", path, "--wait")
            let container = try s.awaitRunning("web")
            try s.awaitPhase("web", "Running")
            let diff = try s.knot("diff", "-f", path)
            #expect(diff.status == 0, "after a settled apply diff is empty: \(diff.text)")
            let table = try s.must("get", "spaces")
            #expect(table.contains("web") && table.contains("Running"))
            let again = try s.must("apply", "-f", path, "--wait")
            #expect(again.contains("unchanged"), "\(again)")
            #expect(try s.world.container(of: "web")?.id == container.id)
        }
    }

    @Test(arguments: Engine.available)
    func aDryRunWritesNothing(engine: Engine) throws {
        try Scenario.play(engine) { s in
            let path = try s.write("web.yaml", Manifests.web)
            let dry = try s.must("apply", "-f", path, "--dry-run")
            #expect(dry.contains("web"))
            #expect(try s.server.http.get("/api/v1/spaces")["items"].array.isEmpty)
            #expect(try s.server.http.get("/api/v1/templates")["items"].array.isEmpty)
            #expect(try throughout(1) { try s.world.containers().isEmpty })
        }
    }

    @Test(arguments: Engine.available)
    func aDirectoryAndStandardInputAreApplied(engine: Engine) throws {
        try Scenario.play(engine) { s in
            let folder = s.directory.appending(path: "manifests/inner")
            try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
            try s.write("manifests/template.yaml", Manifests.template())
            try s.write("manifests/inner/space.yaml", Manifests.space("inner"))
            try s.must("apply", "-f", s.directory.appending(path: "manifests").path, "-R", "--wait")
            try s.must("apply", "-f", "-", "--wait", input: Manifests.space("piped"))
            try s.awaitRunning("inner")
            try s.awaitRunning("piped")
        }
    }

    @Test(arguments: Engine.available)
    func whatIsNotValidIsRefusedAsAWhole(engine: Engine) throws {
        try Scenario.play(engine) { s in
            let bad = Manifests.join(Manifests.template(), "kind: Space\nname: web\ntemplate: shell\nmemroy: 1g\n")
            let path = try s.write("bad.yaml", bad)
            for verb in ["apply", "diff", "validate"] {
                let outcome = try s.knot(verb, "-f", path)
                #expect(outcome.status == 2, "\(verb): \(outcome.text)")
                #expect(outcome.text.contains("bad.yaml:15:1: error:"), "\(verb): \(outcome.text)")
                #expect(outcome.text.contains("memory"), "it says what would be right: \(outcome.text)")
            }
            #expect(try s.server.http.get("/api/v1/templates")["items"].array.isEmpty)
        }
    }

    @Test(arguments: Engine.available)
    func twoSpacesNeverShareAVolume(engine: Engine) throws {
        try Scenario.play(engine) { s in
            try s.apply(Manifests.join(Manifests.template(), Manifests.space("one"), Manifests.space("two")))
            let one = try s.awaitRunning("one")
            let two = try s.awaitRunning("two")
            _ = try s.world.exec(one.id, "echo mine > /data/file")
            #expect(try s.world.exec(one.id, "cat /data/file") == "mine")
            #expect(try s.world.exec(two.id, "ls /data") == "")
            #expect(try s.world.volumes().count == 2)
        }
    }

    @Test(arguments: Engine.available)
    func aSpaceIsCreatedByACommand(engine: Engine) throws {
        try Scenario.play(engine) { s in
            try s.apply(Manifests.template(), wait: false)
            try s.must("space", "create", "web", "--template", "shell", "--wait")
            try s.awaitRunning("web")
            let list = try s.must("space", "list")
            #expect(list.contains("web"))
            #expect(try s.must("space", "get", "web").contains("shell"))
            try s.must("space", "delete", "web", "--yes", "--wait")
            try eventually("nothing is left") { try s.world.containers().isEmpty && s.world.volumes().isEmpty }
            let again = try s.must("delete", "space/web", "--ignore-missing", "--wait")
            #expect(again.contains("unchanged"), "what is gone already is not waited for")
        }
    }

    @Test(arguments: Engine.available)
    func variablesReachTheContainer(engine: Engine) throws {
        try Scenario.play(engine) { s in
            let template = Manifests.template(container: [
                "environment: [\"GREETING=${{ .var.greeting }} ${{ .space.name }}\"]"
            ])
            try s.apply(
                Manifests.join("kind: Variable\nname: greeting\nvalue: hello\n", template, Manifests.space("web")))
            let container = try s.awaitRunning("web")
            #expect(try s.world.exec(container.id, "echo $GREETING") == "hello web")
        }
    }
}
