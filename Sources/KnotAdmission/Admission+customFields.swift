import KnotModel
import KnotPlan
import KnotStore

extension Admission {
    /// Whether the template declares every custom field that a new or changed space gives. What a space gives already,
    /// from the time before its template changed, is left alone until it or the space's `template` is written anew.
    func checkCustomFields(of change: ResourceChange) -> Refusal? {
        guard change.key.kind == .space, let record = staging.live(change.key),
            change.verb == .created
                || change.differences.contains(where: { [.customFields, .template].contains(SpaceSpec.Field($0)) }),
            let template = templateRecord(of: record)
        else { return nil }
        let declared = template.template.customFields
        guard let unknown = record.space.customFields.first(where: { !declared.contains($0.key) })?.key else {
            return nil
        }
        let near = Suggestion.nearest(to: unknown, among: declared).map { "did you mean '\($0)'? " } ?? ""
        let known =
            declared.isEmpty
            ? "it declares none: name it under 'custom_fields' there first"
            : "\(near)it declares \(declared.joined(separator: ", "))"
        return Refusal(
            key: change.key, field: "custom_fields.\(unknown)",
            failure: Failure(
                .invalid, subject: change.key.description,
                "\(template.key) has no custom field '\(unknown)'; \(known)"))
    }
}
