import Foundation
import KnotModel
import KnotStore

/// Turns what is stored into bytes and back: JSON with sorted keys, sealed or not. Without a seal a person can read a
/// database with `sqlite3`.
package struct StorageCodec: LaneCodec {
    let seal: any ByteSeal
    /// What it read lately.
    let texts = SharedTexts()

    package init(_ seal: any ByteSeal = NoSeal()) { self.seal = seal }

    // MARK: Lanes

    package func encode(
        _ content: LaneContent, of key: ResourceKey, lane: LaneName
    ) throws(Failure) -> [UInt8] {
        do {
            let bytes =
                switch content {
                case .spec(let spec): try Self.json(spec)
                case .field(let value): try Self.json(FieldLane(value: value))
                case .restart(let stamp): try Self.json(RestartLane(restart: stamp))
                case .placement(let placement): try Self.json(placement)
                case .status(let status): try Self.json(status)
                case .gone(let gone): try Self.json(gone)
                }
            return try seal.seal(bytes, Self.use(EntryKey(key), lane))
        } catch {
            throw Failure(
                .databaseFailed, subject: key.description, "\(key) could not be written in the database's form",
                cause: "\(error)")
        }
    }

    package func decode(_ entry: LaneEntry, of key: ResourceKey) throws(Failure) -> LaneContent? {
        do {
            return switch entry.lane {
            case .spec where entry.stage.isOver: .gone(try value(entry))
            case .spec: .spec(try value(entry))
            case .running, .cpus, .memory: .field((try value(entry) as FieldLane).value)
            case .restart: .restart((try value(entry) as RestartLane).restart)
            case .placement: .placement(try value(entry))
            case .status: .status(try value(entry))
            default: nil
            }
        } catch {
            throw Self.unreadable(key.description, error)
        }
    }

    private func value<Content: Decodable>(_ entry: LaneEntry) throws -> Content {
        try content(try seal.open(entry.value, Self.use(entry.key, entry.lane)))
    }

    private func content<Content: Decodable>(_ bytes: [UInt8]) throws -> Content {
        if let content = PlainJSON.decode(Content.self, from: bytes, texts: texts) { return content }
        return try JSONDecoder().decode(Content.self, from: Data(bytes))
    }

    /// What the value of an entry is sealed for: it says nothing in another's place.
    static func use(_ key: EntryKey, _ lane: LaneName) -> StoredUse { .lane("\(lane) of \(key)") }

    /// What is said of a stored resource whose bytes are whole and cannot be read.
    static func unreadable(_ name: String, _ error: any Error) -> Failure {
        Failure(
            .databaseFailed, subject: name,
            "\(name) is stored and its record cannot be read, so nothing of it is touched; start the server with the "
                + "'server.encrypt' and the version of knot that wrote it, or, when they are lost, set the record aside "
                + "with 'knot admin discard \(name)'",
            cause: "a later version of knot wrote it, or it was sealed with another key (server.encrypt): \(error)")
    }

    private struct FieldLane: Codable {
        var value: Value?
    }

    private struct RestartLane: Codable {
        var restart: Stamp?
    }

    // MARK: What else is stored

    func encode(_ event: Event) throws -> [UInt8] { try seal.seal(try Self.json(event), .event) }

    func decodeEvent(_ bytes: [UInt8]) throws -> Event {
        try content(try seal.open(bytes, .event))
    }

    /// Of a version before 3.
    func decodeRecord(_ bytes: [UInt8]) throws -> Record {
        let record: Record = try content(try seal.open(bytes, .record))
        return try seal.open(earlier: record)
    }

    private static func json(_ value: some Encodable) throws -> [UInt8] {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        return [UInt8](try encoder.encode(value))
    }
}
