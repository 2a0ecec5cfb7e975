import KnotModel

/// What of a rendered space comes from protected variables, and is shown to nobody.
package struct Secrets: Sendable, Hashable {
    /// Texts shorter than this are in too many others to be looked for there.
    private static let shortest = 4

    /// Paths of fields, as differences name them.
    private var paths: Set<String> = []
    /// Whether it cannot be told which fields they are.
    private var areEverywhere = false
    private var values: [String] = []

    package init() {}

    /// - Parameter covered: The fields as they come out with other values in place of the secrets; `nil` when nothing
    ///   comes out.
    init(_ fields: FieldMap, covered: FieldMap?, variables: [Manifest]) {
        paths = Set(covered.map { ContainerSpec.differences(from: fields, to: $0).map(\.path) } ?? [])
        areEverywhere = covered == nil
        values = variables.filter(\.isProtected).compactMap { $0.fields["value"]?.scalarText }
            .filter { $0.utf8.count >= Self.shortest }
    }

    /// The variables with something else in place of what is protected; `nil` when nothing is.
    static func covered(_ variables: [Manifest]) -> [Manifest]? {
        guard variables.contains(where: \.isProtected) else { return nil }
        return variables.map { variable in
            guard variable.isProtected else { return variable }
            var variable = variable
            variable.fields["value"] = .string(FieldDifference.hidden)
            return variable
        }
    }

    /// The difference as it may be shown.
    func covered(_ difference: FieldDifference) -> FieldDifference {
        let path = difference.path
        let isSecret =
            areEverywhere || paths.contains { $0 == path || $0.isBelow(path) || path.isBelow($0) }
        var difference = difference
        if difference.before.map({ isSecret || holdsSecret($0) }) == true {
            difference.before = .string(FieldDifference.hidden)
        }
        if difference.after.map({ isSecret || holdsSecret($0) }) == true {
            difference.after = .string(FieldDifference.hidden)
        }
        return difference
    }

    /// Whether one of the present secrets stands in it, as in a field that is no longer made of one.
    private func holdsSecret(_ value: Value) -> Bool {
        switch value {
        case .string(let text): values.contains { text.contains($0) }
        case .list(let items): items.contains(where: holdsSecret)
        case .map(let fields): fields.contains { holdsSecret($0.value) }
        default: false
        }
    }
}

extension String {
    /// Whether it is the path of something within `path`.
    fileprivate func isBelow(_ path: String) -> Bool { hasPrefix(path + ".") || hasPrefix(path + "[") }
}
