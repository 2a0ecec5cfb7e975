/// The fields that a map may have, found by name in one look-up.
package final class ObjectSchema: Sendable {
    /// In messages: `container`.
    package let name: String
    /// In the order of documentation and of emission.
    package let fields: [FieldSchema]
    /// Keys of a server's own export that are read over.
    package let ignored: Set<String>
    private let positions: [String: Int]

    package init(_ name: String, ignored: Set<String> = [], _ fields: [FieldSchema]) {
        self.name = name
        self.fields = fields
        self.ignored = ignored
        var positions: [String: Int] = [:]
        for (index, field) in fields.enumerated() {
            positions[field.name] = index
            for alias in field.aliases { positions[alias] = index }
        }
        self.positions = positions
    }

    /// The index in `fields` of a field, by its name or an alias.
    package func position(of key: String) -> Int? { positions[key] }

    package func field(_ key: String) -> FieldSchema? { positions[key].map { fields[$0] } }

    package var fieldNames: String { fields.map(\.name).joined(separator: ", ") }
}
