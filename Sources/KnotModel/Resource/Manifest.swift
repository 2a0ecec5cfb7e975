/// What a user says of one resource, decoded and checked: its key and its fields.
///
/// `fields` holds every field a manifest may carry except `kind`, `name` and `user`, which are the key: in the schema's
/// types, with defaults *not* filled in, so that what the user did not write stays unwritten. `labels` and
/// `annotations` are fields like any other.
package struct Manifest: Sendable, Hashable, Codable {
    package var key: ResourceKey
    package var fields: FieldMap

    package init(key: ResourceKey, fields: FieldMap = [:]) {
        self.key = key
        self.fields = fields
    }

    package var labels: [String: String] { fields["labels"]?.map?.texts ?? [:] }
    /// Whether it is a variable whose value is shown to nobody.
    package var isProtected: Bool { key.kind == .variable && variable.isProtected }
    package var annotations: [String: String] { fields["annotations"]?.map?.texts ?? [:] }
}

extension Manifest {
    /// The value at a dotted path such as `container.image`; `nil` when any part of the way is absent.
    package subscript(path: String) -> Value? {
        var current: Value = .map(fields)
        for part in path.split(separator: ".") {
            guard let next = current.map?[String(part)] else { return nil }
            current = next
        }
        return current
    }
}
