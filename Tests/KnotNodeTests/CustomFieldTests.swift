import KnotModel
import KnotNode
import KnotPlan
import KnotStore
import Testing

@Suite struct CustomFieldTests {
    private func template(_ names: String...) -> Manifest {
        Manifest(
            key: ResourceKey(.template, name: "t"),
            fields: ["container": ["image": "x"], "custom_fields": .list(names.map { ["name": .string($0)] })])
    }

    private func space(_ given: FieldMap, cpus: String? = nil) -> Manifest {
        var fields: FieldMap = ["template": "t", "running": false, "custom_fields": .map(given)]
        fields["cpus"] = cpus.map(Value.string)
        return Manifest(key: ResourceKey(.space, name: "web"), fields: fields)
    }

    private func refusal(_ reply: Reply?) -> Refusal? {
        if case .refused(let refusals)? = reply { refusals.first } else { nil }
    }

    @Test func whatTheTemplateDoesNotDeclareIsRefused() {
        var bench = Bench()
        let found = refusal(bench.apply([template("branch", "tag"), space(["brunch": "main"])]))
        #expect(found?.field == "custom_fields.brunch")
        #expect(
            found?.failure.message
                == "template/t has no custom field 'brunch'; did you mean 'branch'? it declares branch, tag")
        #expect(bench.core.store.all.isEmpty)
        #expect(
            refusal(bench.apply([template(), space(["a": "b"])]))?.failure.message.contains("declares none") == true)
        #expect(refusal(bench.apply([template("branch"), space(["branch": "main"])])) == nil)
    }

    @Test func whatASpaceGaveBeforeItsTemplateChangedMayStay() {
        var bench = Bench()
        #expect(refusal(bench.apply([template("branch"), space(["branch": "main"])])) == nil)
        #expect(refusal(bench.apply([template("tag")])) == nil)
        #expect(refusal(bench.apply([space(["branch": "main"])])) == nil, "nothing of it changes")
        #expect(refusal(bench.apply([space(["branch": "main"], cpus: "2")])) == nil, "something else changes")
        #expect(refusal(bench.apply([space(["branch": "other"])]))?.field == "custom_fields.branch")
        #expect(refusal(bench.apply([space(["tag": "v1"])])) == nil)
    }
}
