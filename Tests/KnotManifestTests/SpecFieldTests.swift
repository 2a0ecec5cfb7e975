import KnotManifest
import KnotModel
import Testing

/// The typed specs and the schema are two views of one thing: neither may have a field that the other lacks.
@Suite struct SpecFieldTests {
    private func names<Field: SpecField>(_ type: Field.Type) -> [String] { type.allCases.map(\.rawValue).sorted() }

    @Test(arguments: Kind.allCases) func aSpecHasTheFieldsOfItsSchema(_ kind: Kind) {
        guard let schema = Schema.of(kind) else {
            #expect(kind == .token, "a kind that people write has a schema")
            return
        }
        #expect(names(kind.fields) == schema.object.fields.map(\.name).sorted())
    }

    /// What holds when nobody writes a field is said once in the schema and once in a spec.
    @Test func anEmptySpecReadsAsTheSchemasDefaults() {
        func value(_ path: String) -> Value? { Schema.default(for: path) }
        let template = TemplateSpec([:])
        #expect(value("template.active") == .bool(template.isActive))
        #expect(value("template.prune_volumes") == .bool(template.prunesVolumes))
        #expect(value("template.auto_start") == .bool(template.startsSpaces))
        #expect(value("template.schedule_enabled") == .bool(template.isScheduled))
        #expect(value("template.health_check_auto_restart") == .bool(template.restartsUnhealthy))
        #expect(value("template.health_check_skip_ssl_verify") == .bool(template.acceptsAnyCertificate))
        #expect(value("template.drift") == .string(DriftPolicy.correct.rawValue) && template.drift == nil)
        #expect(value("template.max_uptime") == 0 && template.maxUptime == nil)
        #expect(value("space.keep_volumes") == .bool(SpaceSpec([:]).keepsVolumes))
        #expect(SpaceSpec([:]).isWanted)
        #expect(value("volume.active") == .bool(VolumeSpec([:]).isActive))
        #expect(value("variable.protected") == .bool(VariableSpec([:]).isProtected))
        #expect(value("variable.local") == .bool(VariableSpec([:]).isLocal))
        #expect(value("script.active") == .bool(ScriptSpec([:]).isActive))
        #expect(value("script.shell") == .string(ScriptSpec([:]).shell))
    }
}
