import Foundation
import KnotModel

/// What a client sends as JSON. A field that is not known or is null is refused, not read over: `keepVolumes: null` or
/// a slip in the name must not mean that volumes are deleted.
package protocol RequestDocument: Decodable {
    static var fieldNames: [String] { get }
}

extension APICoding {
    /// A field that a request may not have.
    package struct UnexpectedField: Error, CustomStringConvertible {
        package let description: String
    }

    /// Reads a request's document.
    ///
    /// - Throws: `UnexpectedField`, or the decoder's error.
    package static func decodeStrictly<Document: RequestDocument>(
        _ type: Document.Type, from bytes: some Sequence<UInt8>
    ) throws -> Document {
        let data = Data(bytes)
        let names = try JSONDecoder().decode(JSONShape.self, from: data)
        for name in names.fields where !Document.fieldNames.contains(name) {
            let hint = Suggestion.nearest(to: name, among: Document.fieldNames).map { "; did you mean '\($0)'?" } ?? ""
            throw UnexpectedField(
                description: "there is no field '\(name)' here\(hint) (\(Document.fieldNames.joined(separator: ", ")))")
        }
        if let path = names.null {
            throw UnexpectedField(description: "'\(path)' is null; leave it out or give it a value")
        }
        return try JSONDecoder().decode(type, from: data)
    }
}

/// The names of an object's fields, and the path of the first null in it.
private struct JSONShape: Decodable {
    var fields: [String] = []
    var null: String?

    private struct Key: CodingKey {
        let stringValue: String
        var intValue: Int? { nil }
        init(stringValue: String) { self.stringValue = stringValue }
        init?(intValue: Int) { nil }
    }

    init(from decoder: any Decoder) throws {
        if let object = try? decoder.container(keyedBy: Key.self) {
            for key in object.allKeys.sorted(by: { $0.stringValue < $1.stringValue }) {
                fields.append(key.stringValue)
                if try object.decodeNil(forKey: key) {
                    null = null ?? key.stringValue
                } else if null == nil, let inner = try object.decode(JSONShape.self, forKey: key).null {
                    null = "\(key.stringValue).\(inner)"
                }
            }
        } else if var list = try? decoder.unkeyedContainer() {
            while null == nil, !list.isAtEnd {
                let index = list.currentIndex
                if try list.decodeNil() {
                    null = "\(index)"
                } else if let inner = try list.decode(JSONShape.self).null {
                    null = "\(index).\(inner)"
                }
            }
        }
    }
}
