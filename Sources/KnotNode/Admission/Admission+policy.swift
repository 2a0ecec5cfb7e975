import KnotModel
import KnotPlan

extension Admission {
    /// What the node's policy refuses: in a space as it renders, in a template as far as it can be told without one.
    /// What cannot be rendered is refused for that reason elsewhere.
    func checkPolicy(of key: ResourceKey, _ renderer: StagedRenderer) -> [Refusal] {
        guard let record = staging.live(key) else { return [] }
        var violations: [PolicyViolation]
        switch key.kind {
        case .template where record.spec.value.fields["platform"] != "manual":
            violations = context.policy.check(template: record.spec.value.fields)
        case .space:
            guard let template = templateRecord(of: record), template.spec.value.fields["platform"] != "manual"
            else { return [] }
            violations = (try? renderer.render(record, template))?.violations ?? []
            // What the template is refused for, applied along with it, is said once, of the template.
            if staging.changed[template.key] != nil {
                let told = context.policy.check(template: template.spec.value.fields)
                violations.removeAll { told.contains($0) }
            }
        default:
            return []
        }
        return violations.map { violation in
            Refusal(key: key, field: violation.field, failure: violation.failure(subject: key.description))
        }
    }
}
