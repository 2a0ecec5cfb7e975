import KnotModel
import Testing

@Suite struct SpecTests {
    @Test func aSpaceIsReadByTypes() {
        let space = SpaceSpec([
            "template": "ubuntu", "running": false, "cpus": "1.5", "memory": "2g", "drift": "report",
            "depends_on": ["db", "cache"], "custom_fields": ["branch": "main"], "keep_volumes": true,
            "startup_script": "setup",
        ])
        #expect(space.template == "ubuntu" && !space.isWanted && space.keepsVolumes)
        #expect(space.nanoCPUs == 1_500_000_000 && space.memory == 2 << 30)
        #expect(space.drift == .report)
        #expect(space.dependsOn == ["db", "cache"])
        #expect(space.customFields["branch"] == "main")
        #expect(space.script(at: .startup) == .named("setup") && space.script(at: .shutdown) == nil)
    }

    @Test func aTemplateIsReadByTypes() {
        let template = TemplateSpec([
            "platform": "manual", "active": false, "max_uptime": 2, "max_uptime_unit": "hour",
            "container": ["image": "ubuntu:24.04"], "custom_fields": [["name": "branch"], ["name": "fork"]],
            "shutdown_script": "cd /srv && git push", "health_check_timeout": 0, "health_check_interval": 7,
            "zones": ["west"], "schedule": [["enabled": true, "from": "9:00am", "to": "5:00pm"]],
        ])
        #expect(template.isManual && !template.isActive)
        #expect(template.maxUptime == 7_200_000)
        #expect(template.image == "ubuntu:24.04")
        #expect(template.customFields == ["branch", "fork"])
        #expect(template.script(at: .shutdown) == .text("cd /srv && git push") && template.script(at: .startup) == nil)
        #expect(template.healthCheckTimeout == nil && template.healthCheckInterval == 7)
        #expect(template.zones == ["west"])
        #expect(template.schedule.days[0] == .init(from: 540, to: 1_020) && template.schedule.days[1] == nil)
    }

    /// A unit without a number, a number without a unit, and `disabled` are no limit.
    @Test(
        arguments: [
            ["max_uptime_unit": "hour"], ["max_uptime": 3], ["max_uptime": 3, "max_uptime_unit": "disabled"],
            ["max_uptime": 0, "max_uptime_unit": "day"],
        ] as [FieldMap])
    func noLimit(_ fields: FieldMap) {
        #expect(TemplateSpec(fields).maxUptime == nil)
    }

    /// What another version wrote is kept, whatever is written through a spec.
    @Test func whatIsUnknownStays() {
        var manifest = Manifest(key: ResourceKey(.space, owner: "alice", name: "web"), fields: ["orbit": "low"])
        manifest.space[.running] = true
        #expect(manifest.fields == ["orbit": "low", "running": true])
        manifest.space[.running] = nil
        #expect(manifest.fields == ["orbit": "low"])
    }

    @Test func aProtectedValueIsOneOfTwoWords() {
        #expect(VariableSpec(["protected": true]).isProtected && VariableSpec(["restricted": true]).isProtected)
        #expect(!VariableSpec(["protected": false, "value": "x"]).isProtected)
        #expect(VariableSpec(["value": 5]).text == "5")
    }

    @Test(arguments: [
        ("container.ports[0]", Kind.template, FieldDifference.Effect.restart), ("drift", .space, .live),
        ("schedule[1].from", .template, .closing), ("startup_script", .space, .start),
        ("engine_name", .volume, .restart),
        ("value", .variable, .restart), ("content", .script, .start), ("description", .zone, .none),
        ("orbit", .space, .none),
    ])
    func theFirstPartOfAPathDecides(_ path: String, _ kind: Kind, _ effect: FieldDifference.Effect) {
        #expect(FieldEffect.of(path, in: kind) == effect)
    }
}
