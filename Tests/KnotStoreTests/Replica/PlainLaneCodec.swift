import Foundation
import KnotModel
import KnotStore

/// Lanes as JSON. A value that begins with `?` cannot be read.
struct PlainLaneCodec: LaneCodec {
    func encode(_ content: LaneContent, of key: ResourceKey, lane: LaneName) throws(Failure) -> [UInt8] {
        switch content {
        case .spec(let spec): try json(spec)
        case .field(let value): try json([value])
        case .restart(let stamp): try json([stamp])
        case .placement(let placement): try json(placement)
        case .status(let status): try json(status)
        case .gone(let gone): try json(gone)
        }
    }

    func decode(_ entry: LaneEntry, of key: ResourceKey) throws(Failure) -> LaneContent? {
        let value = entry.value
        return switch entry.lane {
        case .spec where entry.stage.isOver: .gone(try content(value))
        case .spec: .spec(try content(value))
        case .running, .cpus, .memory: .field(try (content(value) as [Value?]).first ?? nil)
        case .restart: .restart(try (content(value) as [Stamp?]).first ?? nil)
        case .placement: .placement(try content(value))
        case .status: .status(try content(value))
        default: nil
        }
    }

    private func json(_ content: some Encodable) throws(Failure) -> [UInt8] {
        do {
            let encoder = JSONEncoder()
            encoder.outputFormatting = .sortedKeys
            return [UInt8](try encoder.encode(content))
        } catch {
            throw Failure(.unknown, subject: "lane", "cannot be written: \(error)")
        }
    }

    private func content<Content: Decodable>(_ bytes: [UInt8]) throws(Failure) -> Content {
        do {
            return try JSONDecoder().decode(Content.self, from: Data(bytes))
        } catch {
            throw Failure(.recordUnreadable, subject: "lane", "cannot be read: \(error)")
        }
    }
}
