import KnotModel

/// The fields a container was made with, as far as its label tells.
///
/// The label holds a digest in place of what involves a protected variable. Where the space comes to the same digest now,
/// the value is known; otherwise the field is missing here, and `unknown` names it: nothing is done about it.
struct AppliedFields {
    private(set) var fields: FieldMap
    private(set) var unknown: Set<String> = []

    init(_ made: Ownership, _ rendered: RenderedSpace?) {
        fields = made.spec
        guard Value.map(fields).holdsDigest else { return }
        let present = rendered?.container.fields ?? [:]
        for field in made.spec where field.value.holdsDigest {
            let isSame = rendered?.fields[field.key] == field.value
            fields[field.key] = isSame ? present[field.key] : nil
            if !isSame { unknown.insert(field.key) }
        }
    }

    /// Whether all of these fields are known; one that is at its default is.
    func knows(_ names: String...) -> Bool { unknown.isDisjoint(with: names) }
}
