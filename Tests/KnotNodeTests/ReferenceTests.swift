import KnotModel
import KnotNode
import KnotPlan
import KnotStore
import Testing

/// What templates and spaces name, and who is told of a change because of it.
@Suite struct ReferenceTests {
    /// Texts of a container's environment, with the variables that they read; none of these names is any variable.
    private static let texts: [(text: String, reads: [String])] = [
        ("A=1", []), ("A=${{ .var.one }}", ["one"]), ("A=${{ .var.two_two }}", ["two-two"]),
        ("A=${{ .var.one }}${{ .user.username }}", ["one"]), ("A=${{ toUpper .var.one }}", ["one"]),
        ("A=${{ .var }}", [""]), ("A=${{ .space.name }}", []),
    ]

    private static let variables = ["one", "two-two"].map { ResourceKey(.variable, name: $0) }
    private static let volumes = ["data", "more"].map { ResourceKey(.volume, name: $0) }
    private static let scripts = ["up", "down"].map { ResourceKey(.script, name: $0) }
    private static let spaces = ["a", "b", "c"].map { ResourceKey(.space, owner: "alice", name: $0) }
    private static let templates = ["x", "y"].map { ResourceKey(.template, name: $0) }
    private static let anyVariable = ResourceKey(.variable, name: "")

    private func template(_ name: String, _ names: inout Set<ResourceKey>, _ generator: inout SeededGenerator)
        -> Manifest
    {
        let (text, reads) = Self.texts.randomElement(using: &generator) ?? ("", [])
        names.formUnion(reads.map { ResourceKey(.variable, name: $0) })
        var container: FieldMap = ["image": "ubuntu:latest", "environment": .list([.string(text)])]
        if let volume = Self.volumes.randomElement(using: &generator), Bool.random(using: &generator) {
            container["volumes"] = .list([.string("\(volume.name):/data"), "/srv:/srv"])
            names.insert(volume)
        }
        var fields: FieldMap = ["container": .map(container)]
        for hook in Hook.allCases {
            guard let script = Self.scripts.randomElement(using: &generator), Bool.random(using: &generator) else {
                continue
            }
            fields[hook.field] = .string(script.name)
            names.insert(script)
        }
        return Manifest(key: ResourceKey(.template, name: name), fields: fields)
    }

    private func space(
        _ key: ResourceKey, _ names: inout Set<ResourceKey>, _ generator: inout SeededGenerator
    ) -> Manifest {
        let template = Self.templates.randomElement(using: &generator) ?? Self.templates[0]
        names.insert(template)
        var fields: FieldMap = ["template": .string(template.name), "running": false]
        if let script = Self.scripts.randomElement(using: &generator), Bool.random(using: &generator) {
            fields["startup_script"] = .string(script.name)
            names.insert(script)
        }
        if let other = Self.spaces.last, other != key, Bool.random(using: &generator) {
            fields["depends_on"] = .list([.string(other.name)])
            names.insert(other)
        }
        return Manifest(key: key, fields: fields)
    }

    @Test(arguments: 0..<30 as Range<UInt64>)
    func whoNamesAResourceIsKnownAfterAnyRequests(seed: UInt64) {
        var generator = SeededGenerator(seed: seed)
        var bench = Bench()
        var named: [ResourceKey: Set<ResourceKey>] = [:]
        for key in Self.variables { bench.apply([Manifest(key: key, fields: ["value": "1"])]) }
        for key in Self.volumes { bench.apply([Manifest(key: key)]) }
        for key in Self.scripts { bench.apply([Manifest(key: key, fields: ["content": "true"])]) }
        var done = 0
        for _ in 0..<60 {
            var names: Set<ResourceKey> = []
            let key = (Self.spaces + Self.templates).randomElement(using: &generator) ?? Self.spaces[0]
            let reply: Reply?
            if Int.random(in: 0..<5, using: &generator) == 0 {
                reply = bench.ask(.delete([key], DeleteOptions(owner: .user("alice"), force: true)))
            } else if key.kind == .space {
                reply = bench.apply([space(key, &names, &generator)])
            } else {
                reply = bench.apply([template(key.name, &names, &generator)])
            }
            guard case .changes = reply else { continue }
            done += 1
            named[key] = names
            let store = bench.core.store
            for target in Self.variables + Self.volumes + Self.scripts + Self.spaces + Self.templates + [
                Self.anyVariable
            ] {
                #expect(store.holders(of: target) == named.filter { $0.value.contains(target) }.map(\.key).sorted())
            }
        }
        #expect(done > 20)
    }

    /// Spaces a and b of one template, c of another.
    private func bench(_ container: FieldMap, _ template: FieldMap = [:], space: FieldMap = [:]) -> Bench {
        var bench = Bench()
        bench.apply([
            Manifest(key: Self.variables[0], fields: ["value": "1"]), Manifest(key: Self.volumes[0]),
            Manifest(key: Self.scripts[0], fields: ["content": "true"]),
        ])
        var fields = template
        var spec: FieldMap = ["image": "ubuntu:latest"]
        for field in container { spec[field.key] = field.value }
        fields["container"] = .map(spec)
        bench.apply([
            Manifest(key: Self.templates[0], fields: fields),
            Manifest(key: Self.templates[1], fields: ["container": ["image": "ubuntu:latest"]]),
        ])
        for (key, template) in zip(Self.spaces, ["x", "x", "y"]) {
            var fields: FieldMap = template == "y" ? space : [:]
            fields["template"] = .string(template)
            bench.apply([Manifest(key: key, fields: fields)])
        }
        return bench
    }

    private func effects(_ reply: Reply?) -> [ResourceKey] {
        guard case .changes(let changes)? = reply else { return [] }
        return changes.flatMap(\.effects).map(\.key)
    }

    @Test func aChangedVariableConcernsTheSpacesOfTemplatesThatReadIt() {
        var bench = bench(["environment": ["A=${{ .var.one }}"]])
        let reply = bench.apply([Manifest(key: Self.variables[0], fields: ["value": "2"])])
        #expect(effects(reply) == Array(Self.spaces[0...1]))
    }

    /// Two requests in one: the template no longer reads what is changed, and waits for a restart because it did.
    @Test func aVariableThatTheTemplateLetsGoConcernsItsSpacesStill() {
        var bench = bench(["environment": ["A=${{ .var.one }}"]])
        let reply = bench.apply([
            Manifest(key: Self.templates[0], fields: ["container": ["image": "ubuntu:latest"]]),
            Manifest(key: Self.variables[0], fields: ["value": "2"]),
        ])
        guard case .changes(let changes)? = reply else {
            Issue.record("\(String(describing: reply))")
            return
        }
        #expect(changes.first { $0.key == Self.variables[0] }?.pending == Array(Self.spaces[0...1]))
    }

    @Test func aChangedScriptConcernsThoseThatRunIt() {
        var bench = bench([:], ["shutdown_script": "up"], space: ["startup_script": "up"])
        let reply = bench.apply([Manifest(key: Self.scripts[0], fields: ["content": "false"])])
        #expect(effects(reply) == Self.spaces)
    }

    @Test func aVolumeIsNotDeletedFromUnderTheSpacesThatMountIt() {
        var bench = bench(["volumes": ["data:/data"]])
        let reply = bench.ask(.delete([Self.volumes[0]], DeleteOptions(owner: .user("alice"))))
        guard case .refused(let refusals)? = reply else {
            Issue.record("\(String(describing: reply))")
            return
        }
        #expect(refusals.map(\.failure.message).joined().contains("is used by space/alice/a, space/alice/b;"))
    }

    /// Only the variables that a template names are handed to the renderer; of what it misses all are searched.
    @Test func aVariableThatIsMissingIsAskedAboutByTheNearestName() {
        var bench = Bench()
        bench.apply([
            Manifest(key: ResourceKey(.variable, name: "region"), fields: ["value": "1"]),
            Manifest(
                key: Self.templates[0],
                fields: ["container": ["image": "ubuntu:latest", "environment": ["A=${{ .var.regoin }}"]]]),
        ])
        let reply = bench.apply([Manifest(key: Self.spaces[0], fields: ["template": "x"])])
        guard case .refused(let refusals)? = reply else {
            Issue.record("\(String(describing: reply))")
            return
        }
        #expect(refusals.map(\.failure.message).joined().contains("region"))
    }
}
