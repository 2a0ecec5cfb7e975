import Foundation
import Testing

/// A protected value is planted, everything goes wrong with it, and it is looked for in every byte that the server writes,
/// answers and logs, and in every label that it gives.
extension AttackScenarios {
    private static let secret = "Tr0ub4dor-hunter2-\(UInt32.random(in: 100_000_000 ... .max))"
    /// What names of images, networks and containers take.
    private static let word = "sesame\(UInt32.random(in: 100_000_000 ... .max))"
    /// What programs take for a user's name, of a value with a colon.
    private static let half = "porter\(UInt32.random(in: 100_000_000 ... .max))"
    /// A directory that spaces may mount.
    private static let shared = "/tmp/knot-secret-\(UInt32.random(in: 0 ... .max))"
    private static let encrypt = "encrypt = \"0123456789abcdef0123456789abcdef\""

    private static let variables = """
        kind: Variable
        name: key
        value: "\(secret)"
        protected: true
        ---
        kind: Variable
        name: word
        value: \(word)
        restricted: true
        ---
        kind: Variable
        name: pair
        value: "\(half):\(secret)"
        protected: true

        """

    /// A space of its own template for each way to fail.
    private static let failures: [(name: String, container: [String], template: [String])] = [
        ("script", [], ["startup_script: |", "  echo got $KEY >&2", "  echo -n $KEY | base64; exit 3"]),
        ("check", ["healthcheck: {test: 'echo ${{ .var.key }}; exit 1', interval: 1s, retries: 1}"], []),
        (
            "probe", [],
            ["health_check_type: program", "health_check_config: 'echo $KEY; exit 1'", "health_check_interval: 1"]
        ),
        ("command", ["entrypoint: ['/bin/${{ .var.key }}']"], []),
        ("user", ["user: ${{ .var.key }}"], []),
        ("workdir", ["workdir: '/etc/passwd/${{ .var.key }}'"], []),
        ("image", [], []),
        ("network", ["network: net-${{ .var.word }}"], []),
        ("networks", ["networks: ['net-${{ .var.word }}']"], []),
        ("taken", ["container_name: foreign-${{ .var.word }}"], []),
        ("volume", ["labels: {a: '${{ .var.key }}'}"], []),
        ("port", ["ports: ['PORT:80']", "hostname: h-${{ .var.word }}"], []),
        ("cased", ["networks: ['net-${{ toUpper .var.word }}']"], []),
        ("part", ["user: '${{ .var.pair }}'"], []),
        ("path", ["entrypoint: ['/bin/${{ toLower .var.key }}']"], []),
        ("fine", ["container_name: fine-${{ .var.word }}"], ["shutdown_script: 'echo bye $KEY; exit 1'"]),
    ]

    private static func manifests(port: Int) -> String {
        var documents = [variables]
        for failure in failures {
            var container = failure.container.map { $0.replacingOccurrences(of: "PORT", with: "\(port)") }
            container += ["environment: ['KEY=${{ .var.key }}', 'OPEN=1']"]
            let image = failure.name == "image" ? "localhost:1/${{ .var.word }}:1" : Settings.image
            let template = Manifests.template(
                failure.name, image: image, container: container, template: failure.template)
            documents.append(
                failure.name == "path"
                    ? template.replacing("data:/data", with: "\(shared)/${{ .var.word }}:/x") : template)
            documents.append(Manifests.space(failure.name, template: failure.name))
        }
        return documents.joined(separator: "---\n")
    }

    /// Where a value was found, in the clear or as base64.
    private static func leaks(_ text: String) -> [String] {
        let cases = [secret.lowercased(), secret.uppercased(), word.uppercased(), half]
        let forms = cases + [secret, word, String(Data(secret.utf8).base64EncodedString().prefix(24))]
        return forms.filter { text.contains($0) }
    }

    private func inspectEverything(_ s: Scenario, _ when: String) throws {
        // Every file of the server's, its log among them.
        let files = FileManager.default.enumerator(atPath: s.directory.path)?.compactMap { $0 as? String } ?? []
        #expect(files.contains("data/knot.db") && files.contains("server.log"))
        for file in files where file != "applied.yaml" {
            guard let data = FileManager.default.contents(atPath: s.directory.path + "/" + file) else { continue }
            let found = Self.leaks(String(decoding: data, as: UTF8.self))
            #expect(found.isEmpty, "\(when): \(found) in \(file)\n\(s.server.logTail(20))")
        }
        // Every answer that can be had, as everybody sees them.
        var answers: [(String, String)] = []
        for path in ["templates", "spaces", "variables", "zones", "volumes", "scripts", "events", "runtimes"] {
            answers.append((path, try s.server.http.send("GET", "/api/v1/\(path)").body))
        }
        answers.append(("metrics", try s.server.http.send("GET", "/metrics").body))
        answers.append(("get", try s.must("get", "all", "-o", "yaml") + s.must("get", "all") + s.must("events")))
        answers.append(("outdated", try s.knot("space", "list-outdated").text + s.knot("space", "outdated").text))
        let template = try s.write(
            "again.yaml",
            Self.manifests(port: 1).replacingOccurrences(of: Self.variables, with: "kind: Zone\nname: z\n"))
        answers.append(
            ("diff", try s.knot("diff", "-f", template).text + s.knot("diff", "-f", template, "-o", "json").text))
        for failure in Self.failures {
            let space = failure.name
            answers.append(("why", try s.must("why", "space/\(space)")))
            answers.append(("space get", try s.must("space", "get", space)))
            for hook in ["startup", "shutdown"] {
                answers.append(("hook", try s.knot("space", "logs", space, "--hook", hook).text))
            }
        }
        let watch = try s.child(["get", "spaces", "-w", "-o", "json"])
        Thread.sleep(forTimeInterval: 1)
        watch.terminate()
        answers.append(("watch", try watch.finish().text))
        for (path, answer) in answers {
            let found = Self.leaks(answer)
            #expect(found.isEmpty, "\(when): \(found) in \(path): \(answer)")
        }
        // Every label of knot's: what the user asked for as a label is the user's.
        for container in try s.world.containers() {
            let labels = try s.world.inspect(container.id)["Config"]["Labels"]
            for name in labels.names where name.hasPrefix("knot.") {
                let found = Self.leaks(labels[name].string ?? "")
                #expect(found.isEmpty, "\(when): \(found) in the label \(name) of \(container.key)")
            }
        }
    }

    @Test(arguments: Engine.available)
    func nothingShowsAProtectedValue(engine: Engine) throws {
        try FileManager.default.createDirectory(
            atPath: "\(Self.shared)/\(Self.word)", withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(atPath: Self.shared) }
        try Scenario.play(engine, extra: Self.encrypt + "\n[policy]\nallowed_paths = [\"\(Self.shared)\"]") { s in
            let taken = try s.world.makeForeign(name: "foreign-\(Self.word)")
            defer { try? s.world.remove(taken) }
            let path = try s.write("applied.yaml", Self.manifests(port: s.server.port))
            let applied = try s.knot("apply", "-f", path)
            try #require(applied.status == 0, "\(applied.text)")
            #expect(Self.leaks(applied.text).isEmpty)
            // Podman that systemd does not serve never checks.
            let without = ["fine", "volume"] + (engine == .podman ? ["check"] : [])
            for failure in Self.failures where !without.contains(failure.name) {
                try eventually("\(failure.name) has failed", state: { "\(try s.space(failure.name))" }) {
                    let status = try s.space(failure.name)["status"]
                    let ready = status["conditions"].array.first { $0["topic"].string == "Ready" }
                    return status["lastError"]["code"].string != nil || ready?["reason"].string == "Unhealthy"
                        || ready?["reason"].string == "StartupScriptFailed"
                }
            }
            let fine = try s.awaitRunning("fine")
            #expect(try s.world.exec(fine.id, "echo $KEY") == Self.secret, "the space itself has it")
            try s.awaitRunning("script")
            #expect(try s.must("space", "logs", "script", "--hook", "startup").contains("********"))
            try inspectEverything(s, "while it runs")

            // Meddled with, changed, started anew.
            try s.world.post(fine.id, "rename?name=meddled-\(Self.word)")
            try eventually("the name is put back") {
                try s.world.inspect(fine.id)["Name"].string?.hasSuffix("fine-\(Self.word)") == true
            }
            let before = try s.world.startedAt(fine.id)
            try s.server.stop()
            try s.server.start()
            try s.awaitPhase("fine", "Running")
            #expect(try throughout(3) { try s.condition("fine", "UpdatePending")["state"].string != "True" })
            #expect(try s.world.startedAt(fine.id) == before)
            try s.must("apply", "-f", "-", input: "kind: Variable\nname: key\nvalue: another-value\nprotected: true\n")
            try s.awaitCondition("fine", "UpdatePending", "True")
            #expect(try s.must("space", "get", "fine").contains("********"))
            try s.must("space", "stop", "fine")
            try inspectEverything(s, "after changes")
            try s.server.stop()
            try s.server.start()
            try inspectEverything(s, "after a start of the server")
        }
    }

    @Test(arguments: Engine.available)
    func whatIsRefusedIsNotShownEither(engine: Engine) throws {
        try Scenario.play(engine, extra: Self.encrypt) { s in
            try s.must("apply", "-f", "-", input: Self.variables)
            let wishes = [
                "image: '${{ .var.key }} x'", "image: x\n  volumes: ['/etc/${{ .var.word }}:/x']",
                "image: x\n  network: 'container:${{ .var.word }}'", "image: x\n  memory: '${{ .var.word }}'",
                "image: x\n  devices: ['/dev/${{ .var.word }}:/dev/x']",
                "image: x\n  container_name: 'bob.${{ .var.word }}'",
            ]
            for wish in wishes {
                let yaml = "kind: Template\nname: t\ncontainer:\n  \(wish)\n"
                let path = try s.write("wish.yaml", Manifests.join(yaml, Manifests.space("web", template: "t")))
                for verb in ["apply", "diff"] {
                    let outcome = try s.knot(verb, "-f", path)
                    #expect(outcome.status > 1 && outcome.text.contains("********"), "\(wish): \(outcome.text)")
                    #expect(Self.leaks(outcome.text).isEmpty, "\(wish): \(outcome.text)")
                }
            }
            #expect(Self.leaks(s.server.logText).isEmpty)
        }
    }

    @Test(arguments: Engine.available)
    func anExportThatIsAppliedAgainDestroysNoValue(engine: Engine) throws {
        try Scenario.play(engine) { s in
            try s.apply(
                Manifests.join(
                    Self.variables, Manifests.template(container: ["environment: ['KEY=${{ .var.key }}']"]),
                    Manifests.space("web")))
            let first = try s.awaitRunning("web")
            for form in ["yaml", "json"] {
                let export = try s.write("all.\(form)", try s.must("get", "variables", "-o", form))
                if form == "yaml" {
                    #expect(try s.knot("diff", "-f", export).status == 0, "nothing differs while it is there")
                }
                try s.must("delete", "variable", "key")
                let outcome = try s.knot("apply", "-f", export)
                #expect(outcome.status == 2, "\(outcome.text)")
                if form == "yaml" {
                    #expect(outcome.errors.contains("all.yaml:") && outcome.errors.contains("no value of variable/key"))
                }
                #expect(try s.knot("get", "variable", "key").status == 4)
                try s.must("apply", "-f", "-", input: Self.variables)
            }
            try s.must("space", "restart", "web")
            let second = try s.awaitRunning("web")
            #expect(second.id != first.id)
            #expect(try s.world.exec(second.id, "echo $KEY") == Self.secret)
        }
    }
}
