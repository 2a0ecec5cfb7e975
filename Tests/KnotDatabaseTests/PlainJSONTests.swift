import Foundation
import KnotDatabase
import KnotModel
import KnotStore
import Testing

@Suite("The decoder of plain JSON")
struct PlainJSONTests {
    private static let key = ResourceKey(.space, owner: "alice", name: "web")

    /// What Foundation reads; `nil` when it refuses.
    private func reference<Content: Decodable>(_ type: Content.Type, _ bytes: [UInt8]) -> Content? {
        try? JSONDecoder().decode(type, from: Data(bytes))
    }

    /// Whether it reads the bytes, which it must not read as anything but what Foundation reads.
    private func reads<Content: Decodable & Equatable>(_ type: Content.Type, _ bytes: [UInt8]) -> Bool {
        guard let plain = PlainJSON.decode(type, from: bytes, texts: SharedTexts()) else { return false }
        #expect(plain == reference(type, bytes), "\(String(decoding: bytes, as: UTF8.self))")
        return true
    }

    private func reads(_ text: String) -> Bool { reads(Value.self, Array(text.utf8)) }

    @Test("what the codec writes is read as Foundation reads it, with any bytes changed too", arguments: 0..<60)
    func agreement(seed: Int) throws {
        var random = RandomRecords(seed: UInt64(seed))
        for (lane, content) in random.record().contents + [(lane: .spec, content: .gone(random.gone()))] {
            let bytes = try StorageCodec().encode(content, of: Self.key, lane: lane)
            #expect(agrees(bytes, content) || random.wroteOddities, "\(String(decoding: bytes, as: UTF8.self))")
            for _ in 0..<20 { _ = agrees(random.changed(bytes), content) }
        }
    }

    /// Whether the bytes are read as content of the same type.
    private func agrees(_ bytes: [UInt8], _ content: LaneContent) -> Bool {
        switch content {
        case .spec: reads(SpecLane.self, bytes)
        case .field, .restart: reads(Value.self, bytes)
        case .placement: reads(Placement.self, bytes)
        case .status: reads(Status.self, bytes)
        case .gone: reads(Gone.self, bytes)
        }
    }

    @Test("a codec reads what it wrote, plain or not", arguments: 0..<40)
    func codec(seed: Int) throws {
        var random = RandomRecords(seed: UInt64(seed))
        let codec = StorageCodec()
        let record = random.record()
        let entries = Batch(records: [record]).entries
        let lanes = try entries.map { entry in
            (entry.lane, try #require(try codec.decode(entry, of: record.key)), entry.stamp)
        }
        #expect(Record(record.key, uid: record.uid, lanes: lanes) == record)
        for var entry in entries {
            entry.value = random.changed(entry.value)
            let type: any Decodable.Type = entry.lane == .spec ? SpecLane.self : Status.self
            guard [.spec, .status].contains(entry.lane) else { continue }
            let isRefused = (try? JSONDecoder().decode(type, from: Data(entry.value))) == nil
            #expect(isRefused == ((try? codec.decode(entry, of: record.key)) == nil))
        }
    }

    @Test(
        "plain documents are read",
        arguments: [
            "{}", "[]", "null", "true", "false", "0", "-1", "999999999999999999", "\"\"",
            "\"ü\\n\\\"\\\\\\/\\t\\r\\b\\f\"",
            "{\"A\":1,\"a\":[1,{\"b\":null}],\"a10\":\"x\",\"a2\":{}}", "[[[[[[]]]]]]",
        ])
    func plain(text: String) { #expect(reads(text)) }

    @Test(
        "all else is left to Foundation",
        arguments: [
            "", " ", "{} ", "[1, 2]", "[1,]", "[,1]", "{\"a\":1,}", "{\"a\"}", "{a:1}", "{\"b\":1,\"a\":2}",
            "{\"a\":1,\"a\":2}", "{\"é\":1}", "{\"a\\n\":1}", "1.5", "1e3", "-0", "01", "-", "1000000000000000000",
            "\"\\u0041\"", "\"\\x\"", "\"\n\"", "\"", "\"\\", "nul", "truefalse", "[1]]", "{\"a\":1", "NaN",
            String(repeating: "[", count: 100) + String(repeating: "]", count: 100),
        ])
    func odd(text: String) { #expect(!reads(text)) }

    @Test("bytes that are no UTF-8 are left to Foundation")
    func bytes() {
        for bytes in [[0xFF], [0xC3], [0xC0, 0x80], [0xED, 0xA0, 0x80]] as [[UInt8]] {
            #expect(!reads(Value.self, [UInt8(ascii: "\"")] + bytes + [UInt8(ascii: "\"")]))
        }
    }

    @Test("numbers that a type cannot hold are left to Foundation")
    func numbers() {
        #expect(reads([UInt8].self, Array("[0,255]".utf8)))
        #expect(!reads([UInt8].self, Array("[256]".utf8)))
        #expect(!reads([UInt64].self, Array("[-1]".utf8)))
        #expect(reads([Int?].self, Array("[null,1]".utf8)))
        #expect(!reads([Bool].self, Array("[1]".utf8)))
        #expect(!reads([String].self, Array("[1]".utf8)))
    }
}
