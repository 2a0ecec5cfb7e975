import KnotModel
import KnotPlan
import KnotRendering
import KnotStore

extension Admission {
    /// What the node's policy refuses: in a space as it renders, in a template as far as it can be told without one.
    /// What cannot be rendered is refused for that reason elsewhere.
    func checkPolicy(of key: ResourceKey, _ renderer: SpaceRenderer) -> [Refusal] {
        guard let record = staging.live(key) else { return [] }
        var violations: [PolicyViolation]
        switch key.kind {
        case .template where !record.template.isManual:
            violations = setting.context.policy.check(template: record.spec.value.fields)
            violations += foreign(Renderer.sharedNames(of: record.manifest), "volumes")
        case .space:
            guard let template = templateRecord(of: record), !template.template.isManual
            else { return [] }
            let rendered = try? renderer.render(record, template)
            violations = rendered?.violations ?? []
            let names = rendered?.container.mounts.compactMap { mount -> String? in
                guard case .volume(let name) = mount.source else { return nil }
                return name
            }
            violations += foreign(names ?? [], "container.volumes")
            // What the template is refused for, applied along with it, is said once, of the template.
            if staging.changed[template.key] != nil {
                let told = setting.context.policy.check(template: template.spec.value.fields)
                let shared = Renderer.sharedNames(of: template.manifest)
                violations.removeAll { told.contains($0) || ($0.rule == .volumes && shared.contains($0.value)) }
            }
        case .volume:
            violations = foreign([Renderer.engineName(of: record.manifest)], "engine_name")
        default:
            return []
        }
        return violations.map { violation in
            Refusal(key: key, field: violation.field, failure: violation.failure(subject: key.description))
        }
    }

    /// What is known to be in an engine, and not of knot's making. The node asks once more before it makes a container.
    private func foreign(_ names: [String], _ field: String) -> [PolicyViolation] {
        Set(names).intersection(setting.foreignVolumes).sorted().compactMap { name in
            guard let rule = setting.context.policy.volumes, !rule.allows(name) else { return nil }
            return PolicyViolation(.volumes, field: field, value: name)
        }
    }
}
