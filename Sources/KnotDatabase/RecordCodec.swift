import Foundation
import KnotModel

/// Turns what is stored into bytes and back. Decoding what was encoded gives an equal value.
package protocol RecordCodec: Sendable {
    func encode(_ record: Record) throws -> [UInt8]
    func decodeRecord(_ bytes: [UInt8]) throws -> Record
    func encode(_ event: Event) throws -> [UInt8]
    func decodeEvent(_ bytes: [UInt8]) throws -> Event
    /// A secret of the database's own.
    func encode(secret: [UInt8]) throws -> [UInt8]
    func decodeSecret(_ bytes: [UInt8]) throws -> [UInt8]
    /// Whether stored bytes are of the form that is written now; others are written anew when the database is loaded.
    func isCurrent(_ bytes: [UInt8]) -> Bool
}

extension RecordCodec {
    package func encode(secret: [UInt8]) throws -> [UInt8] { secret }
    package func decodeSecret(_ bytes: [UInt8]) throws -> [UInt8] { bytes }
    package func isCurrent(_ bytes: [UInt8]) -> Bool { true }
}

/// JSON with sorted keys: equal values have equal bytes, and a person can read a database with `sqlite3`.
package struct JSONRecordCodec: RecordCodec {
    package init() {}

    package func encode(_ record: Record) throws -> [UInt8] { try bytes(record) }
    package func encode(_ event: Event) throws -> [UInt8] { try bytes(event) }
    package func decodeRecord(_ bytes: [UInt8]) throws -> Record { try value(bytes) }
    package func decodeEvent(_ bytes: [UInt8]) throws -> Event { try value(bytes) }

    private func bytes(_ value: some Encodable) throws -> [UInt8] {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        return [UInt8](try encoder.encode(value))
    }

    private func value<Content: Decodable>(_ bytes: [UInt8]) throws -> Content {
        try JSONDecoder().decode(Content.self, from: Data(bytes))
    }
}
