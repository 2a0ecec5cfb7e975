import KnotModel

extension RenderedSpace {
    /// Whether a restart would change anything about a container that was made with `made`.
    package func differs(from made: Ownership) -> Bool {
        guard made.specHash != hash, SpecHash.isComparable(made.specHash) else { return false }
        return made.spec.isEmpty || !differences(from: made).isEmpty
    }

    /// What a restart would change about it, by what the fields mean. Protected values are hidden.
    package func differences(from made: Ownership) -> [FieldDifference] {
        var old = made.spec
        if SpecHash.isFirst(made.specHash) {
            // A container keeps the name that it was given by default.
            let names = [ContainerName.standard(of: key), ContainerName.first(of: key)]
            if let name = old["container_name"]?.string, names.contains(name), names.contains(container.name) {
                old["container_name"] = fields["container_name"]
            }
            old = secrets.sealed(old)
        }
        old = secrets.withoutForeign(old, fields)
        return ContainerSpec.differences(
            from: SpecMeaning.canonical(old), to: SpecMeaning.canonical(fields)
        ).map(secrets.covered)
    }

    /// Whether it is made from the same image as a container that was made with `made`, by name.
    func hasImage(of made: Ownership) -> Bool {
        let old = secrets.withoutForeign(
            SpecHash.isFirst(made.specHash) ? secrets.sealed(made.spec) : made.spec, fields)
        return SpecMeaning.canonical(old)["image"] == SpecMeaning.canonical(fields)["image"]
    }
}
