import Foundation
import KnotManifest
import KnotModel
import KnotYAML
import Testing

struct SchemaTests {
    private func walk(_ object: ObjectSchema, _ path: String, _ body: (String, FieldSchema) -> Void) {
        for field in object.fields {
            body("\(path).\(field.name)", field)
            if let inner = field.type.object { walk(inner, "\(path).\(field.name)", body) }
        }
    }

    @Test func every_field_is_documented_and_explained() {
        for kind in Schema.kinds {
            walk(kind.object, kind.kind.rawValue) { path, field in
                #expect(field.documentation.hasSuffix("."), "\(path)")
                #expect(field.example != nil || field.note != nil, "\(path)")
                let text = Schema.explain(path)
                #expect(text?.hasPrefix("\(path)\n") == true, "\(path)")
                #expect(text?.contains(field.type.title) == true, "\(path)")
            }
        }
    }

    /// The masks of seen fields hold 64 bits.
    @Test func no_map_has_more_than_64_fields() {
        for kind in Schema.kinds {
            #expect(kind.object.fields.count <= 64)
            walk(kind.object, kind.kind.rawValue) { path, field in
                #expect(field.type.object?.fields.count ?? 0 <= 64, "\(path)")
            }
        }
    }

    @Test func every_example_and_default_is_valid() {
        // Fields that mean nothing without another.
        let companions = [
            "health_check_type": "health_check_config: http://localhost:8080/\n",
            "max_uptime": "max_uptime_unit: hour\n",
            "schedule_enabled": "schedule: [{enabled: true}]\n",
        ]
        for kind in Schema.kinds {
            let set = Fixtures.read(text: kind.example)
            #expect(set.diagnostics.isEmpty, "\(kind.kind): \(set.diagnostics)")
            for field in kind.object.fields {
                guard let example = field.example else { continue }
                let base: String =
                    switch kind.kind {
                    case .template where field.name != "container":
                        "container: {image: ubuntu}\n" + (companions[field.name] ?? "")
                    case .space where field.name != "template": "template: ubuntu\n"
                    case .script where field.name != "content": "content: true\n"
                    case .variable where field.name != "value": "value: x\n"
                    default: ""
                    }
                let text = "kind: \(kind.kind.title)\nname: x\n\(base)\(field.name): \(example)\n"
                let set = Fixtures.read(text: text)
                #expect(set.diagnostics.isEmpty, "\(text) \(set.diagnostics.map(\.description))")
            }
        }
        let container = Schema.of(.template)?.object.field("container")?.type.object?.fields ?? []
        #expect(container.count > 25)
        for field in container {
            guard let example = field.example else { continue }
            let image = field.name == "image" ? "" : "  image: ubuntu\n"
            let text = "kind: Template\nname: x\ncontainer:\n\(image)  \(field.name): \(example)\n"
            let set = Fixtures.read(text: text)
            #expect(set.diagnostics.isEmpty, "\(text) \(set.diagnostics.map(\.description))")
        }
    }

    @Test func defaults_are_known_by_path() {
        #expect(Schema.default(for: "template.container.pull") == "missing")
        #expect(Schema.default(for: "template.container.stop_grace") == "10s")
        #expect(Schema.default(for: "zone.failover") == "never")
        #expect(Schema.default(for: "template.prune_volumes") == false)
        #expect(Schema.default(for: "space.running") == nil)
        #expect(Schema.default(for: "nonsense.x") == nil)
    }

    @Test func explains_what_a_user_asks_for() throws {
        let ports = try #require(Schema.explain("template.container.ports"))
        #expect(ports.contains("at the next restart"))
        #expect(ports.contains("list of port mappings"))
        let running = try #require(Schema.explain("space.running"))
        #expect(running.contains("live"))
        #expect(running.contains("true for a new space"))
        let template = try #require(Schema.explain("template"))
        #expect(template.contains("container *") == false)
        #expect(template.contains("prune_volumes"))
        #expect(try #require(Schema.explain("space.stack")).contains("takes effect in a later version"))
        #expect(try #require(Schema.explain("space.name")).contains("63"))
        #expect(Schema.explain("template.ports.name") != nil)
    }

    @Test func an_unknown_path_gets_a_suggestion() {
        #expect(Schema.explain("template.container.prots") == nil)
        #expect(
            Schema.explainProblem("template.container.prots")
                == "'template.container' has no field 'prots'; did you mean 'template.container.ports'?")
        #expect(Schema.explainProblem("tempalte").contains("did you mean 'template'?"))
        #expect(Schema.explainProblem("space.running.x") == "'space.running' has no fields of its own")
        #expect(Schema.explainProblem("").contains("the kinds are"))
    }

    @Test func the_json_schema_is_json_and_stays_the_same() throws {
        let text = Schema.jsonSchema()
        #expect(text == Schema.jsonSchema())
        let object = try #require(try JSONSerialization.jsonObject(with: Data(text.utf8)) as? [String: Any])
        #expect(object["$schema"] as? String == "https://json-schema.org/draft/2020-12/schema")
        #expect((object["oneOf"] as? [Any])?.count == Schema.kinds.count)
        let definitions = try #require(object["$defs"] as? [String: [String: Any]])
        for kind in Schema.kinds {
            let definition = try #require(definitions[kind.kind.title])
            #expect(definition["additionalProperties"] as? Bool == false)
            let properties = try #require(definition["properties"] as? [String: [String: Any]])
            #expect(properties["kind"]?["const"] as? String == kind.kind.title)
            for field in kind.object.fields { #expect(properties[field.name] != nil) }
        }
    }

    @Test func the_reference_names_every_field() {
        let text = Schema.referenceMarkdown()
        for kind in Schema.kinds {
            #expect(text.contains("### \(kind.kind.title)\n"))
            walk(kind.object, kind.kind.rawValue) { path, field in
                #expect(text.contains("| `\(field.name)`"), "\(path)")
            }
        }
    }
}
