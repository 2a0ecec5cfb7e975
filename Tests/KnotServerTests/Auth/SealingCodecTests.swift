import KnotDatabase
import KnotModel
import KnotServer
import Testing

@Suite("Sealing at rest")
struct SealingCodecTests {
    private func record(_ name: String, _ fields: FieldMap) -> Record {
        let stamp = Stamp(ticks: 1 << 16, node: NodeID("a"))
        let lane = SpecLane(
            uid: UID("0"), fields: fields, owner: .user("a"), createdAt: WallTime(milliseconds: 1))
        return Record(key: ResourceKey(.variable, name: name), spec: Register(lane, stamp: stamp))
    }

    @Test("a protected value is not in the stored bytes, and comes back")
    func sealed() throws {
        let codec = try SealingCodec(JSONRecordCodec(), key: "0123456789abcdef0123456789abcdef")
        for flag in ["protected", "restricted"] {
            let record = record("password", ["value": "hunter2", flag: true])
            let bytes = try codec.encode(record)
            #expect(!String(decoding: bytes, as: UTF8.self).contains("hunter2"))
            #expect(try codec.decodeRecord(bytes) == record)
        }
    }

    @Test("other records are stored as they are; what was stored unsealed is read")
    func plain() throws {
        let codec = try SealingCodec(JSONRecordCodec(), key: "0123456789abcdef0123456789abcdef")
        let open = record("name", ["value": "x"])
        #expect(try codec.encode(open) == JSONRecordCodec().encode(open))
        let hidden = record("password", ["value": "hunter2", "protected": true])
        #expect(try codec.decodeRecord(JSONRecordCodec().encode(hidden)) == hidden)
    }

    @Test("a value is bound to its variable and to the key")
    func bound() throws {
        let codec = try SealingCodec(JSONRecordCodec(), key: "0123456789abcdef0123456789abcdef")
        let bytes = try codec.encode(record("password", ["value": "hunter2", "protected": true]))
        let moved = String(decoding: bytes, as: UTF8.self).replacing("variable/password", with: "variable/other")
        #expect(throws: (any Error).self) { try codec.decodeRecord(Array(moved.utf8)) }
        let other = try SealingCodec(JSONRecordCodec(), key: "ffffffffffffffffffffffffffffffff")
        #expect(throws: (any Error).self) { try other.decodeRecord(bytes) }
    }
}
