import Foundation
import Testing

/// What is written in manifests reaches the engine as it is meant, or is refused before anything is written.
@Suite(.enabled(if: Engine.isReady, Comment(rawValue: Engine.missing)), .serialized)
struct SpecScenarios {
    @Test(arguments: Engine.available)
    func emptyArgumentsReachTheEngine(engine: Engine) throws {
        try Scenario.play(engine) { s in
            let template = Manifests.template(
                container: [
                    #"entrypoint: ["sh", "-c", "echo $# arguments; exec sleep 10000", "x", ""]"#,
                    #"healthcheck: {test: ["CMD", "sh", "-c", "test $# = 2", "x", "", "a b"]}"#,
                ], template: ["custom_fields: [nothing]"])
            let command = #"command: ["y", "${{ .custom.nothing }}", "z"]"#
            let path = try s.write(
                "empty.yaml",
                Manifests.join(template.replacing("command: sleep infinity", with: command), Manifests.space("web")))
            try s.must("apply", "-f", path)
            try s.awaitRunning("web")
            let id = try #require(try s.world.container(of: "web")).id
            let made = try s.world.inspect(id)
            let arguments = ["-c", "echo $# arguments; exec sleep 10000", "x", "", "y", "", "z"]
            #expect(made["Args"].array.map(\.string) == arguments)
            let test = made["Config"]["Healthcheck"]["Test"].array.compactMap(\.string)
            #expect(
                engine == .docker
                    ? test == ["CMD", "sh", "-c", "test $# = 2", "x", "", "a b"]
                    : test == ["CMD-SHELL", "exec 'sh' '-c' 'test $# = 2' 'x' '' 'a b'"], "\(test)")
            try eventually("it says how many it got") { try s.must("space", "logs", "web").contains("4 arguments") }
            #expect(try s.must("space", "exec", "web", "--", "sh", "-c", "echo $#", "x", "", "") == "2\n")
            #expect(try s.must("diff", "-f", path).contains("No differences"))
            let exported = try s.must("get", "template", "shell", "-o", "yaml")
            #expect(try s.must("diff", "-f", "-", input: exported).contains("No differences"))
            // Not waited for: Podman does not run the checks of this space by itself everywhere.
            try s.must("space", "restart", "web", "--no-wait")
            try s.awaitNoUpdate("web")
        }
    }

    /// A value that only the node sees, because an expression makes it, is refused once and for good.
    @Test(arguments: Engine.available)
    func aLimitThatNoEngineTakesIsTerminalAndWrittenToNobody(engine: Engine) throws {
        try Scenario.play(engine) { s in
            let template = Manifests.template(container: ["cpus: ${{ .var.share }}"])
            let variable = "kind: Variable\nname: share\nvalue: \"0.5\"\n"
            try s.apply(Manifests.join(variable, template, Manifests.space("web")))
            try s.awaitRunning("web")
            let before = try #require(try s.world.container(of: "web"))
            try s.must("apply", "-f", "-", input: variable.replacing("0.5", with: "0.005"))
            _ = try s.knot("space", "restart", "web", "--timeout", "3s")
            try eventually("it says what is wrong", state: { "\(try s.space("web"))" }) {
                try s.must("why", "space/web").contains("'0.005' processors is less than 0.01")
            }
            #expect(try throughout(4) { try s.world.container(of: "web") == before }, "it runs on as it was made")
            let refused = try s.knot("apply", "-f", "-", input: Manifests.space("web", "cpus: 0.005"))
            #expect(refused.status == 2 && refused.text.contains("less than 0.01"), "\(refused.text)")
        }
    }

    @Test(arguments: Engine.available)
    func aFileThatCannotBeNamedKeepsAPruneFromDeleting(engine: Engine) throws {
        try Scenario.play(engine) { s in
            let folder = s.directory.appending(path: "tree")
            try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
            func write(_ name: String, _ text: String) throws { try s.write("tree/\(name)", text) }
            try write("a.yaml", "kind: Variable\nname: a\nvalue: x\n")
            try write("cafe.yaml", "kind: Variable\nname: cafe\nvalue: x\n")
            let prune = ["apply", "-f", folder.path, "--prune", "--source", "git", "--prune-limit", "9"]
            #expect(try s.run(prune).status == 0)
            let renamed = try Shell.run(["bash", "-c", #"mv cafe.yaml $'caf\xe9.yaml'"#], directory: folder)
            #expect(renamed.status == 0, "\(renamed.text)")
            let refused = try s.run(prune)
            #expect(refused.status == 2 && refused.errors.contains(#"caf\xe9.yaml"#), "\(refused.text)")
            #expect(try s.knot("get", "variable", "cafe").status == 0)

            // A linked directory that is not read is no reason to delete either.
            _ = try Shell.run(["bash", "-c", "rm caf*; mkdir ../away; ln -s ../away away"], directory: folder)
            let linked = try s.run(prune + ["-R"])
            #expect(linked.status == 2 && linked.errors.contains("/away is not read"), "\(linked.text)")
            #expect(try s.knot("get", "variable", "cafe").status == 0)
            #expect(try s.knot("apply", "-f", folder.path, "-R", "--source", "git").status == 0)
        }
    }

    @Test(arguments: Engine.available)
    func whatGetPrintsAsJSONIsAppliedAgain(engine: Engine) throws {
        try Scenario.play(engine) { s in
            let secret = "kind: Variable\nname: secret\nvalue: s3cret\nprotected: true\n"
            try s.apply(Manifests.join(secret, Manifests.web), wait: false)
            let one = try s.must("get", "template", "shell", "-o", "json")
            #expect(try s.must("apply", "-f", "-", input: one).contains("template/shell unchanged"))
            let all = try s.must("get", "all", "-o", "json")
            let again = try s.must("apply", "-f", "-", input: all)
            #expect(again.components(separatedBy: "unchanged").count == 4, "\(again)")
            #expect(try s.must("diff", "-f", "-", input: all).contains("No differences"))
            let edited = one.replacing("\"infinity\"", with: "\"1000\"")
            #expect(try s.must("apply", "-f", "-", input: edited).contains("template/shell configured"))
        }
    }

    @Test(arguments: Engine.available)
    func aCustomFieldThatTheTemplateDoesNotDeclareIsRefused(engine: Engine) throws {
        try Scenario.play(engine) { s in
            try s.apply(Manifests.template(template: ["custom_fields: [branch]"]), wait: false)
            let create = ["space", "create", "web", "shell", "--stopped", "--custom-field"]
            let refused = try s.run(create + ["brunch=main"])
            #expect(refused.status == 2 && refused.text.contains("did you mean 'branch'?"), "\(refused.text)")
            #expect(try s.knot("get", "space", "web").status == 4)
            let file = try s.write(
                "web.yaml", Manifests.space("web", "running: false", "custom_fields: {brunch: main}"))
            let applied = try s.knot("apply", "-f", file)
            #expect(applied.status == 2 && applied.text.contains("web.yaml:5:"), "\(applied.text)")
            #expect(try s.run(create + ["branch=main"]).status == 0)
        }
    }

    /// The interval is the template's, the test the image's own.
    @Test(arguments: Engine.available)
    func aCheckWithoutATestChangesTheImagesOwn(engine: Engine) throws {
        try Scenario.play(engine) { s in
            let image = "localhost/knot-checked:latest"
            try s.world.build(image, "FROM \(Settings.image)\nHEALTHCHECK --interval=1m CMD test -d /root\n")
            defer { try? s.world.untag(image) }
            let template = Manifests.template(image: image, container: ["healthcheck: {interval: 5s, retries: 2}"])
            try s.apply(Manifests.join(template, Manifests.space("web")), wait: false)
            try s.awaitRunning("web")
            let check = try s.world.inspect(try #require(try s.world.container(of: "web")).id)["Config"]["Healthcheck"]
            #expect(check["Test"].array.compactMap(\.string) == ["CMD-SHELL", "test -d /root"], "\(check)")
            #expect(check["Interval"].int == 5_000_000_000, "\(check)")
            #expect(check["Retries"].int == 2, "\(check)")
        }
    }
}
