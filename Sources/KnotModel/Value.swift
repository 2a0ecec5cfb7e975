/// A JSON-shaped value: what a manifest's field holds after decoding, with no trace of how it was written.
///
/// Two values are equal exactly when they mean the same: maps are kept in key order, and texts compared byte by byte (a path
/// is what its bytes are), so equality, hashing and every serialised form are deterministic.
package enum Value: Sendable {
    case null
    case bool(Bool)
    case int(Int64)
    case double(Double)
    case string(String)
    case list([Value])
    case map(FieldMap)
}

extension Value: Hashable {
    package static func == (a: Self, b: Self) -> Bool {
        switch (a, b) {
        case (.null, .null): true
        case (.bool(let a), .bool(let b)): a == b
        case (.int(let a), .int(let b)): a == b
        case (.double(let a), .double(let b)): a == b
        case (.string(let a), .string(let b)): Bytewise.areEqual(a, b)
        case (.list(let a), .list(let b)): a == b
        case (.map(let a), .map(let b)): a == b
        case (.null, _), (.bool, _), (.int, _), (.double, _), (.string, _), (.list, _), (.map, _): false
        }
    }

    package func hash(into hasher: inout Hasher) {
        switch self {
        case .null: hasher.combine(0)
        case .bool(let value): hasher.combine(value)
        case .int(let value): hasher.combine(value)
        case .double(let value): hasher.combine(value)
        case .string(let value): Bytewise.hash(value, into: &hasher)
        case .list(let items): hasher.combine(items)
        case .map(let fields): hasher.combine(fields)
        }
    }
}

extension Value {
    package var string: String? {
        if case .string(let value) = self { value } else { nil }
    }

    package var bool: Bool? {
        if case .bool(let value) = self { value } else { nil }
    }

    package var int: Int64? {
        if case .int(let value) = self { value } else { nil }
    }

    package var list: [Value]? {
        if case .list(let value) = self { value } else { nil }
    }

    package var map: FieldMap? {
        if case .map(let value) = self { value } else { nil }
    }

    /// The text of a scalar as a user would write it; `nil` for lists and maps. `null` is the empty string.
    package var scalarText: String? {
        switch self {
        case .null: ""
        case .bool(let value): value ? "true" : "false"
        case .int(let value): String(value)
        case .double(let value): String(value)
        case .string(let value): value
        case .list, .map: nil
        }
    }
}

extension Value: ExpressibleByStringLiteral, ExpressibleByBooleanLiteral, ExpressibleByIntegerLiteral,
    ExpressibleByArrayLiteral, ExpressibleByDictionaryLiteral
{
    package init(stringLiteral value: String) { self = .string(value) }
    package init(booleanLiteral value: Bool) { self = .bool(value) }
    package init(integerLiteral value: Int64) { self = .int(value) }
    package init(arrayLiteral elements: Value...) { self = .list(elements) }
    package init(dictionaryLiteral elements: (String, Value)...) {
        self = .map(FieldMap(elements.map { FieldMap.Field(key: $0.0, value: $0.1) }))
    }
}

extension Value: CustomStringConvertible {
    /// One line, JSON-like, for messages and differences: `{a: 1, b: [x, y]}`.
    package var description: String {
        switch self {
        case .null: "null"
        case .list(let items): "[" + items.map(\.description).joined(separator: ", ") + "]"
        case .map(let fields): "{" + fields.map { "\($0.key): \($0.value)" }.joined(separator: ", ") + "}"
        default: scalarText ?? ""
        }
    }
}
