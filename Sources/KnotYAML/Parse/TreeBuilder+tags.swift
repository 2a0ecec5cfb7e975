extension TreeBuilder {
    private static let core = "tag:yaml.org,2002:"
    private static let advice =
        "knot finds the type by itself; leave the tag out, or quote a value that starts with `!`"

    /// Whether a scalar with this tag counts as plain. A tag that is unknown or does not fit is reported.
    mutating func meaning(ofTag tag: String, on text: String, isPlain: Bool, _ mark: Mark) -> Bool {
        guard let name = name(tag, mark) else { return isPlain }
        let fits =
            switch (name, CoreSchema.resolve(text)) {
            case ("str", _): true
            case ("null", .null), ("bool", .bool), ("int", .int), ("float", .int), ("float", .float): true
            default: false
            }
        if !fits {
            diagnostics.add(mark, "`!!\(name)` does not fit the value `\(quotable(text))`", hint: Self.advice)
        }
        return name != "str" && fits
    }

    /// Reports a tag on a collection unless it says what is there.
    mutating func check(tag: String, on kind: Frame.Kind, _ mark: Mark) {
        guard let name = name(tag, mark), name != (kind == .mapping ? "map" : "seq") else { return }
        diagnostics.add(
            mark, "`!!\(name)` does not fit a \(kind == .mapping ? "map" : "list")", hint: Self.advice)
    }

    /// The short name of a core schema's tag; any other tag is reported.
    private mutating func name(_ tag: String, _ mark: Mark) -> String? {
        if tag.hasPrefix(Self.core) {
            let name = String(tag.dropFirst(Self.core.count))
            if ["str", "int", "bool", "null", "float", "map", "seq"].contains(name) { return name }
            diagnostics.add(mark, "the tag `!!\(quotable(name))` is not supported", hint: Self.advice)
        } else {
            diagnostics.add(mark, "the tag `\(quotable(tag))` is not supported", hint: Self.advice)
        }
        return nil
    }
}
