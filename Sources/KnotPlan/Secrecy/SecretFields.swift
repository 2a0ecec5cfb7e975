import KnotModel

/// Which fields of a rendered container involve protected variables, and how they are stored and shown.
package struct SecretFields: Sendable, Hashable {
    /// What of one field does.
    private enum Part: Sendable, Hashable {
        case whole
        /// These items of a list, as they are rendered.
        case texts(Set<String>)
        /// The values under these keys of a map, or of a list of `NAME=value`.
        case keys(Set<String>)
    }

    private var parts: [String: Part] = [:]
    private var digest = KeyedDigest(key: [])
    /// Whose fields they are.
    private var place = ""

    package init() {}

    init(space: ResourceKey, key: [UInt8]) {
        digest = KeyedDigest(key: key)
        place = space.description
    }

    package var isEmpty: Bool { parts.isEmpty }

    mutating func add(_ field: String) { parts[field] = .whole }

    mutating func add(_ field: String, texts: some Sequence<String>) {
        guard parts[field] != .whole else { return }
        var known: Set<String> = []
        if case .texts(let set)? = parts[field] { known = set }
        parts[field] = .texts(known.union(texts))
    }

    mutating func add(_ field: String, keys: some Sequence<String>) {
        guard parts[field] != .whole else { return }
        var known: Set<String> = []
        if case .keys(let set)? = parts[field] { known = set }
        parts[field] = .keys(known.union(keys))
    }

    /// The fields with keyed digests in place of what is protected; what is one already stays.
    package func sealed(_ fields: FieldMap) -> FieldMap {
        guard !parts.isEmpty else { return fields }
        return FieldMap(
            fields.map { field in
                guard let part = parts[field.key] else { return field }
                return FieldMap.Field(key: field.key, value: sealed(field.value, part, at: field.key))
            })
    }

    private func sealed(_ value: Value, _ part: Part, at place: String) -> Value {
        switch (value, part) {
        case (.map(let map), _):
            .map(
                FieldMap(
                    map.map { entry in
                        if case .keys(let keys) = part, !keys.contains(entry.key) { return entry }
                        return .init(key: entry.key, value: sealed(entry.value, .whole, at: "\(place).\(entry.key)"))
                    }))
        case (.list(let items), .keys(let keys)):
            .list(items.map { sealed(entry: $0, keys, at: place) })
        case (.list(let items), .texts(let texts)):
            .list(items.map { $0.string.map(texts.contains) == true ? sealed($0, .whole, at: place) : $0 })
        case (.list(let items), .whole):
            .list(items.map { sealed($0, .whole, at: place) })
        default:
            if let text = value.scalarText, !KeyedDigest.isIn(text) {
                .string(digest.of(text, at: "\(self.place) \(place)"))
            } else {
                value
            }
        }
    }

    /// `NAME=value` with the value's digest.
    private func sealed(entry: Value, _ names: Set<String>, at place: String) -> Value {
        guard case .string(let text) = entry else { return entry }
        let name = String(text.prefix { $0 != "=" })
        guard names.contains(name), name.utf8.count < text.utf8.count else { return entry }
        let value = sealed(.string(String(text.dropFirst(name.count + 1))), .whole, at: "\(place).\(name)")
        return .string("\(name)=\(value.string ?? "")")
    }

    /// Of stored fields whose digests were made with another key nothing can be learnt: they are taken for unchanged.
    func withoutForeign(_ stored: FieldMap, _ current: FieldMap) -> FieldMap {
        guard Value.map(stored).holdsDigest else { return stored }
        return withoutForeign(.map(stored), .map(current)).map ?? stored
    }

    private func withoutForeign(_ stored: Value, _ current: Value?) -> Value {
        switch stored {
        case .string(let text) where digest.isForeign(text):
            return current?.holdsDigest == true ? current ?? stored : stored
        case .map(let fields):
            return .map(
                FieldMap(
                    fields.map { .init(key: $0.key, value: withoutForeign($0.value, current?.map?[$0.key])) }))
        case .list(let items):
            let others = current?.list ?? []
            return .list(
                items.enumerated().map { index, item in
                    let text = item.string ?? ""
                    let name = text.prefix { $0 != "=" }
                    let isNamed = name.utf8.count < text.utf8.count
                    let same =
                        isNamed
                        ? others.first { $0.string?.hasPrefix(name + "=") == true }
                        : index < others.count ? others[index] : nil
                    return withoutForeign(item, same)
                })
        default: return stored
        }
    }

    /// The difference as it may be shown.
    func covered(_ difference: FieldDifference) -> FieldDifference {
        var difference = difference
        let isSecret = involves(difference.path)
        if difference.before.map({ isSecret || $0.holdsDigest }) == true {
            difference.before = .string(FieldDifference.hidden)
        }
        if difference.after.map({ isSecret || $0.holdsDigest }) == true {
            difference.after = .string(FieldDifference.hidden)
        }
        return difference
    }

    /// Whether what stands at a path such as `container.environment.NAME` may involve a protected variable.
    private func involves(_ path: String) -> Bool {
        let inner = path.hasPrefix("container.") ? String(path.dropFirst("container.".count)) : path
        let field = String(inner.prefix { $0 != "." && $0 != "[" })
        switch parts[field] {
        case nil: return false
        case .whole?, .texts?: return true
        case .keys(let keys)?:
            let rest = inner.dropFirst(field.count)
            return !rest.hasPrefix(".") || keys.contains(String(rest.dropFirst()))
        }
    }
}
