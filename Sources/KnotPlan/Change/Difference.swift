import KnotModel

/// Field-level differences between two maps of fields.
package enum Difference {
    /// What turns `before` into `after`, in path order. `effect` judges each path.
    ///
    /// Maps are compared field by field and lists item by item; a list of `NAME=value` texts is compared by name.
    package static func between(
        _ before: FieldMap, _ after: FieldMap, prefix: String = "", effect: (String) -> FieldDifference.Effect
    ) -> [FieldDifference] {
        var found: [FieldDifference] = []
        compare(.map(before), .map(after), at: prefix, effect, &found)
        return found
    }

    private static func compare(
        _ before: Value?, _ after: Value?, at path: String, _ effect: (String) -> FieldDifference.Effect,
        _ found: inout [FieldDifference]
    ) {
        guard before != after else { return }
        switch (before, after) {
        case (.map(let old)?, .map(let new)?):
            let keys = Set(old.keys).union(new.keys).sorted()
            for key in keys {
                compare(old[key], new[key], at: path.isEmpty ? key : "\(path).\(key)", effect, &found)
            }
        case (.list(let old)?, .list(let new)?):
            if let named = byName(old), let others = byName(new) {
                compare(.map(named), .map(others), at: path, effect, &found)
                if named == others {
                    found.append(.init(path: path, before: before, after: after, effect: effect(path)))
                }
            } else {
                for index in 0..<max(old.count, new.count) {
                    compare(
                        index < old.count ? old[index] : nil, index < new.count ? new[index] : nil,
                        at: "\(path)[\(index)]", effect, &found)
                }
            }
        default:
            found.append(FieldDifference(path: path, before: before, after: after, effect: effect(path)))
        }
    }

    /// `NAME=value` texts as a map; `nil` when any item is something else or a name comes twice.
    private static func byName(_ items: [Value]) -> FieldMap? {
        guard !items.isEmpty else { return nil }
        var named = FieldMap()
        for item in items {
            guard case .string(let text) = item, let equals = text.firstIndex(of: "=") else { return nil }
            let name = String(text[..<equals])
            guard !name.isEmpty, named[name] == nil else { return nil }
            named[name] = .string(String(text[text.index(after: equals)...]))
        }
        return named
    }
}
