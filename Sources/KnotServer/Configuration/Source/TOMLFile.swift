import Foundation
import KnotModel
import TOMLKit

/// A TOML file as one map of values, and where each key stands.
struct TOMLFile: Sendable {
    /// The largest file that is read, in bytes.
    static let sizeLimit = 1 << 20

    /// As messages name it.
    let name: String
    let root: FieldMap
    private let lines: [String: Int]

    /// Reads `path`. Throws when it cannot be read or is no TOML; the place is a line where the parser says one.
    static func read(_ path: String) throws(ConfigurationFailure) -> TOMLFile {
        var isDirectory: ObjCBool = false
        guard FileManager.default.fileExists(atPath: path, isDirectory: &isDirectory) else {
            throw ConfigurationFailure(place: path, "there is no such file")
        }
        guard !isDirectory.boolValue else {
            throw ConfigurationFailure(place: path, "it is a directory; name the file in it")
        }
        let data: Data
        do {
            let handle = try FileHandle(forReadingFrom: URL(fileURLWithPath: path))
            defer { try? handle.close() }
            data = try handle.read(upToCount: sizeLimit + 1) ?? Data()
        } catch {
            throw ConfigurationFailure(
                place: path, "the file cannot be read: \((error as NSError).localizedFailureReason ?? "\(error)")")
        }
        guard data.count <= sizeLimit else {
            throw ConfigurationFailure(place: path, "the file is larger than 1 MB; is this the configuration file?")
        }
        guard let text = String(data: data, encoding: .utf8) else {
            throw ConfigurationFailure(place: path, "the file is not UTF-8 text")
        }
        return try TOMLFile(name: path, text: text)
    }

    init(name: String, text: String) throws(ConfigurationFailure) {
        // The parser takes C strings: nothing behind a NUL would be seen.
        guard !text.utf8.contains(0), !text.contains("\\u0000"), !text.contains("\\U00000000") else {
            throw ConfigurationFailure(place: name, "the file holds a NUL character; remove it")
        }
        let table: TOMLTable
        do {
            table = try TOMLTable(string: text)
        } catch let error as TOMLParseError {
            let begin = error.source.begin
            throw ConfigurationFailure(place: "\(name):\(begin.line):\(begin.column)", error.description)
        } catch {
            throw ConfigurationFailure(place: name, "the file is not TOML: \(error)")
        }
        self.name = name
        root = Self.fields(of: table)
        lines = TOMLLines.scan(text)
    }

    /// `file:line` of a dotted key; the nearest enclosing key's where the key itself has no line of its own.
    func place(_ key: String) -> String {
        var parts = key.split(separator: ".")[...]
        while !parts.isEmpty {
            if let line = lines[parts.joined(separator: ".")] { return "\(name):\(line)" }
            parts.removeLast()
        }
        return name
    }

    private static func fields(of table: TOMLTable) -> FieldMap {
        var fields = FieldMap()
        for key in table.keys {
            if let value = table[key] { fields[key] = convert(value) }
        }
        return fields
    }

    private static func convert(_ value: any TOMLValueConvertible) -> Value {
        switch value.type {
        case .table: return .map(value.table.map(fields) ?? [:])
        case .array:
            guard let array = value.array else { return .list([]) }
            return .list((0..<array.count).map { convert(array[$0]) })
        case .string: return value.string.map(Value.string) ?? .null
        case .int: return value.int.map { .int(Int64($0)) } ?? .null
        case .double: return value.double.map(Value.double) ?? .null
        case .bool: return value.bool.map(Value.bool) ?? .null
        // No setting is a date; null fits no form, and the message says what is expected.
        case .date, .time, .dateTime: return .null
        }
    }
}
