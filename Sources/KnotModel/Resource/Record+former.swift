extension Record {
    /// Values of one variable that are remembered.
    private static let mostFormer = 8

    /// The protected values that a variable had, once it has these fields; `nil` for none, and for other kinds.
    package func formerValues(with fields: FieldMap) -> [String]? {
        guard key.kind == .variable else { return nil }
        let value = VariableSpec(fields).text
        let shown = variable.isProtected ? variable.text : nil
        let before = [shown].compactMap { $0 } + (spec.value.former ?? [])
        var kept: [String] = []
        for text in before where text != value && !kept.contains(text) { kept.append(text) }
        return kept.isEmpty ? nil : Array(kept.prefix(Self.mostFormer))
    }
}
