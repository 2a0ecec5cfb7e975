import KnotCrypto
import KnotDatabase
import KnotModel
import KnotServer
import Testing

@Suite("Sealing at rest")
struct SealingCodecTests {
    private static let key = "0123456789abcdef0123456789abcdef"

    private func record(_ name: String, _ fields: FieldMap) -> Record {
        let stamp = Stamp(ticks: 1 << 16, node: NodeID("a"))
        let lane = SpecLane(
            uid: UID("0"), fields: fields, owner: .user("a"), createdAt: WallTime(milliseconds: 1))
        return Record(key: ResourceKey(.variable, name: name), spec: Register(lane, stamp: stamp))
    }

    private let event = Event(
        key: ResourceKey(.variable, name: "password"), severity: .warning, reason: "X", message: "hunter2",
        first: WallTime(milliseconds: 1), last: WallTime(milliseconds: 1), node: NodeID("a"))

    private func holds(_ bytes: [UInt8], _ text: String) -> Bool {
        String(decoding: bytes, as: UTF8.self).contains(text)
    }

    @Test("nothing of a record or an event is in the stored bytes, and all comes back")
    func sealed() throws {
        let codec = try SealingCodec(JSONRecordCodec(), key: Self.key)
        for fields in [["value": "hunter2", "protected": true], ["value": 123_456], ["note": "hunter2"]] as [FieldMap] {
            let record = record("password", fields)
            let bytes = try codec.encode(record)
            #expect(!holds(bytes, "hunter2") && !holds(bytes, "123456") && !holds(bytes, "password"))
            #expect(try codec.decodeRecord(bytes) == record)
            #expect(codec.isCurrent(bytes))
        }
        let bytes = try codec.encode(event)
        #expect(!holds(bytes, "hunter2"))
        #expect(try codec.decodeEvent(bytes) == event)
        let secret = try codec.encode(secret: Array("hunter2".utf8))
        #expect(!holds(secret, "hunter2"))
        #expect(try codec.decodeSecret(secret) == Array("hunter2".utf8))
    }

    @Test("what was stored unsealed is read, and is to be written anew")
    func plain() throws {
        let codec = try SealingCodec(JSONRecordCodec(), key: Self.key)
        let hidden = record("password", ["value": "hunter2", "protected": true])
        let bytes = try JSONRecordCodec().encode(hidden)
        #expect(try codec.decodeRecord(bytes) == hidden)
        #expect(!codec.isCurrent(bytes))
        let open = try SealingCodec(JSONRecordCodec(), key: nil)
        #expect(try open.encode(hidden) == bytes && open.isCurrent(bytes))
    }

    @Test("values that an earlier version sealed are read")
    func earlier() throws {
        let sealer = Sealer(try KeyRing(texts: [Self.key], purpose: "knot protected variables"))
        let sealed = try sealer.seal(Array("hunter2".utf8), associatedData: Array("variable/password".utf8))
        let stored = record(
            "password", ["value": ["$sealed": .string(ByteText.base64url(sealed))], "protected": true])
        let codec = try SealingCodec(JSONRecordCodec(), key: Self.key)
        let read = try codec.decodeRecord(JSONRecordCodec().encode(stored))
        #expect(read == record("password", ["value": "hunter2", "protected": true]))
        let other = try SealingCodec(JSONRecordCodec(), key: nil)
        #expect(throws: CryptoFailure.noKey) { try other.decodeRecord(JSONRecordCodec().encode(stored)) }
    }

    @Test("what is sealed is bound to its use and to the key")
    func bound() throws {
        let codec = try SealingCodec(JSONRecordCodec(), key: Self.key)
        let bytes = try codec.encode(record("password", ["value": "hunter2", "protected": true]))
        #expect(throws: (any Error).self) { try codec.decodeEvent(bytes) }
        var damaged = bytes
        damaged[bytes.count - 20] ^= 1
        #expect(throws: CryptoFailure.tampered) { try codec.decodeRecord(damaged) }
        let other = try SealingCodec(JSONRecordCodec(), key: "ffffffffffffffffffffffffffffffff")
        #expect(throws: (any Error).self) { try other.decodeRecord(bytes) }
        #expect(throws: CryptoFailure.noKey) { try SealingCodec(JSONRecordCodec(), key: nil).decodeRecord(bytes) }
    }
}
