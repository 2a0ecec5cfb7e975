import Foundation

/// A JSON text that is read by name and position; what is not there reads as `nil`.
struct JSON: CustomStringConvertible {
    let value: Any?

    init(value: Any?) { self.value = value }

    init(_ text: String) throws {
        value = try JSONSerialization.jsonObject(with: Data(text.utf8), options: [.fragmentsAllowed])
    }

    subscript(_ name: String) -> JSON { JSON(value: (value as? [String: Any])?[name]) }
    subscript(_ index: Int) -> JSON {
        let list = array
        return list.indices.contains(index) ? list[index] : JSON(value: nil)
    }

    var string: String? { value as? String }
    var int: Int? { (value as? NSNumber)?.intValue }
    var bool: Bool? { (value as? NSNumber)?.boolValue }
    var array: [JSON] { (value as? [Any] ?? []).map { JSON(value: $0) } }
    var names: [String] { (value as? [String: Any] ?? [:]).keys.sorted() }

    var description: String {
        guard let value else { return "nothing" }
        let data = try? JSONSerialization.data(withJSONObject: value, options: [.fragmentsAllowed, .sortedKeys])
        return data.map { String(decoding: $0, as: UTF8.self) } ?? "\(value)"
    }
}
