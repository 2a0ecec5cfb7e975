/// A map from field names to values, always in ascending key order.
///
/// Small by nature (a manifest's fields, a set of labels), so lookup is a binary search over an array. Later duplicates
/// of a key replace earlier ones.
package struct FieldMap: Sendable, Hashable {
    package struct Field: Sendable, Hashable {
        package var key: String
        package var value: Value

        package init(key: String, value: Value) {
            self.key = key
            self.value = value
        }
    }

    private var fields: [Field]

    package init() { fields = [] }

    package init(_ unordered: some Sequence<Field>) {
        fields = Array(unordered)
        // Fields that were stored come in order.
        guard !zip(fields, fields.dropFirst()).allSatisfy({ $0.key < $1.key }) else { return }
        let unordered = fields
        fields = []
        for field in unordered { self[field.key] = field.value }
    }

    package init(_ texts: [String: String]) {
        self.init(texts.map { Field(key: $0.key, value: .string($0.value)) })
    }

    /// The value of `key`; assigning `nil` removes it.
    package subscript(key: String) -> Value? {
        get {
            let index = lowerBound(key)
            return index < fields.count && fields[index].key == key ? fields[index].value : nil
        }
        set {
            let index = lowerBound(key)
            let present = index < fields.count && fields[index].key == key
            switch (present, newValue) {
            case (true, let value?): fields[index].value = value
            case (true, nil): fields.remove(at: index)
            case (false, let value?): fields.insert(Field(key: key, value: value), at: index)
            case (false, nil): break
            }
        }
    }

    package var keys: [String] { fields.map(\.key) }

    /// The fields that hold strings, as a dictionary; the form of labels and annotations.
    package var texts: [String: String] {
        var result: [String: String] = [:]
        for field in fields { result[field.key] = field.value.scalarText }
        return result
    }

    private func lowerBound(_ key: String) -> Int {
        var low = 0
        var high = fields.count
        while low < high {
            let middle = (low + high) / 2
            if fields[middle].key < key { low = middle + 1 } else { high = middle }
        }
        return low
    }
}

extension FieldMap: RandomAccessCollection {
    package var startIndex: Int { fields.startIndex }
    package var endIndex: Int { fields.endIndex }
    package subscript(position: Int) -> Field { fields[position] }
}

extension FieldMap: ExpressibleByDictionaryLiteral {
    package init(dictionaryLiteral elements: (String, Value)...) {
        self.init(elements.map { Field(key: $0.0, value: $0.1) })
    }
}
