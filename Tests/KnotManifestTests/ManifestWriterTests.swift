import KnotManifest
import KnotModel
import KnotYAML
import Testing

/// Manifests made at random by the schema table itself, so that a new field is covered the day it is added.
private struct ManifestMaker {
    var generator: SeededGenerator

    mutating func number(_ bound: Int) -> Int { Int(generator.next() % UInt64(bound)) }

    mutating func pick<Element>(_ items: [Element]) -> Element { items[number(items.count)] }

    mutating func name() -> String { pick(["web", "db", "a", "x-1", "0"]) + String(number(100)) }

    mutating func text() -> String {
        pick([
            "plain", "true", "null", "~", "12", "0x1F", "", " lead", "trail ", "a: b", "a #b", "- x", "two\nlines",
            "ends\n",
            "\n\n", "tab\there", "'quoted'", "\"double\"", "ümläut 😀", "{a", "[b", "%x", "@y", "2026-01-31", "1:30",
            "\u{1}",
        ])
    }

    mutating func manifest(_ schema: KindSchema) -> Manifest {
        var fields = object(schema.object, chance: 3)
        if schema.kind == .template { _ = fields["job"].map { _ in fields["job"] = nil } }
        if schema.kind == .volume { fields["volumes"] = nil }
        if schema.kind == .template, fields["container"] == nil { fields["container"] = ["image": "ubuntu"] }
        if var container = fields["container"]?.map {
            if let check = container["healthcheck"]?.map, check.isEmpty || check == ["disable": false] {
                container["healthcheck"] = nil
            }
            for name in ["ports", "devices", "networks"] {
                if let items = container[name]?.list { container[name] = .list(distinct(items)) }
            }
            if let items = container["environment"]?.list?.compactMap(\.string) {
                let named = Dictionary(
                    items.map { ($0.prefix { $0 != "=" }, $0) }, uniquingKeysWith: { first, _ in first })
                container["environment"] = .list(named.values.sorted().map(Value.string))
            }
            fields["container"] = .map(container)
        }
        if let days = fields["schedule"]?.list { fields["schedule"] = .list(days.prefix(7).map(whole)) }
        if schema.kind == .template { complete(&fields) }
        let owner = schema.kind.isOwned && number(2) == 0 ? name() : ""
        return Manifest(key: ResourceKey(schema.kind, owner: owner, name: name()), fields: fields)
    }

    /// What one field needs of another.
    private func complete(_ fields: inout FieldMap) {
        if fields["schedule_enabled"] == true { fields["schedule"] = [["enabled": true]] }
        if fields["max_uptime"] != nil, fields["max_uptime_unit"] == nil { fields["max_uptime_unit"] = "day" }
        if fields["health_check_type"] != nil, fields["health_check_config"]?.string?.isEmpty ?? true {
            fields["health_check_config"] = "80"
        }
    }

    private func whole(_ day: Value) -> Value {
        guard var fields = day.map, (fields["from"] == nil) != (fields["to"] == nil) else { return day }
        fields["from"] = fields["from"] ?? fields["to"]
        fields["to"] = fields["to"] ?? fields["from"]
        return .map(fields)
    }

    private func distinct(_ values: [Value]) -> [Value] {
        values.enumerated().filter { index, value in values.firstIndex(of: value) == index }.map(\.element)
    }

    mutating func object(_ schema: ObjectSchema, chance: Int) -> FieldMap {
        var fields = FieldMap()
        for field in schema.fields where field.isRequired || number(chance) == 0 {
            fields[field.name] = value(field.type)
        }
        return fields
    }

    mutating func list(_ body: (inout Self) -> Value) -> Value { .list((0..<number(4)).map { _ in body(&self) }) }

    mutating func map(_ body: (inout Self) -> Value) -> Value {
        .map(FieldMap((0..<number(4)).map { _ in FieldMap.Field(key: name(), value: body(&self)) }))
    }

    mutating func value(_ type: FieldType) -> Value {
        switch type {
        case .text: return .string(text())
        case .name: return .string(name())
        case .word(let words): return .string(pick(words))
        case .bool: return .bool(number(2) == 0)
        case .int(let range): return .int(min(range.upperBound, max(range.lowerBound, Int64(number(100)))))
        case .format(let format): return .string((try? format.canonical(sample(format))) ?? "?")
        case .list(.word(let words)): return .list(words.map(Value.string))
        case .list(.format(.mount)): return .list((0..<number(3)).map { .string("v\($0):/m\($0)") })
        case .list(let element): return list { $0.value(element) }
        case .map(let element, _): return map { $0.value(element) }
        case .object(let schema): return .map(object(schema, chance: 2))
        case .words: return list { .string($0.text()) }
        case .healthTest: return ["CMD", .string(text())]
        case .environment: return list { .string("\($0.name())=\($0.text())") }
        case .entries(let schema, _):
            return .list(
                (0..<number(4)).map { index in
                    var fields = object(schema, chance: 2)
                    fields["name"] = .string("n\(index)")
                    return .map(fields)
                })
        case .pairs: return map { .string($0.text()) }
        case .limits:
            return ["nofile": ["soft": 1, "hard": .int(Int64(1 + number(9)))], "core": ["soft": -1, "hard": -1]]
        case .volumes(let schema): return map { .map($0.object(schema, chance: 2)) }
        case .paths: return list { .string("/" + $0.name()) }
        }
    }

    mutating func sample(_ format: TextFormat) -> String {
        switch format {
        case .image: pick(["ubuntu", "ubuntu:24.04", "ghcr.io/a/b:c"])
        case .bytes: pick(["1g", "1536m", "1000", "20G"])
        case .cpus: pick(["1", "0.5", "250m"])
        case .span: pick(["30", "90s", "1h30m", "250ms"])
        case .port: pick(["80:80", "127.0.0.1:1-2:3-4/udp", "[::1]:1:1"])
        case .zonePattern: pick(["us", "!us", "<leaf-node>"])
        case .clock: pick(["9:00am", "12:30 PM"])
        default: format.example
        }
    }
}

struct ManifestWriterTests {
    @Test func what_is_written_reads_back_equal() {
        var maker = ManifestMaker(generator: SeededGenerator(seed: 42))
        for round in 0..<200 {
            for schema in Schema.kinds {
                let manifest = maker.manifest(schema)
                let text = ManifestWriter.yaml([manifest])
                let set = Fixtures.read(text: text)
                #expect(set.diagnostics.isEmpty, "round \(round): \(set.diagnostics.map(\.description))\n\(text)")
                #expect(set.manifests == [manifest], "round \(round):\n\(text)")
            }
        }
    }

    @Test func fields_come_in_the_order_of_the_schema() {
        let manifest = Manifest(
            key: ResourceKey(.template, name: "ubuntu"),
            fields: [
                "volumes": ["home": [:]], "labels": ["b": "1", "a": "2"],
                "container": ["command": ["sleep", "infinity"], "image": "ubuntu:24.04", "memory": "1g"],
            ])
        #expect(
            ManifestWriter.yaml([manifest]) == """
                kind: Template
                name: ubuntu
                labels:
                  a: '2'
                  b: '1'
                container:
                  image: ubuntu:24.04
                  command:
                  - sleep
                  - infinity
                  memory: 1g
                volumes:
                  home: {}

                """)
    }

    @Test func several_manifests_are_several_documents() {
        let manifests = ["a", "b"].map { Manifest(key: ResourceKey(.zone, name: $0), fields: ["description": "x"]) }
        let text = ManifestWriter.yaml(manifests)
        #expect(text.contains("\n---\n"))
        #expect(Fixtures.read(text: text).manifests == manifests)
    }
}
