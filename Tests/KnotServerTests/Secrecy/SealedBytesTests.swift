import KnotCrypto
import KnotDatabase
import KnotModel
import KnotServer
import KnotStore
import Testing

@Suite("Sealing at rest")
struct SealedBytesTests {
    private static let key = "0123456789abcdef0123456789abcdef"
    private static let lane = StoredUse.lane("spec of variable/password")
    private static let name = ResourceKey(.variable, name: "password")

    private func record(_ fields: FieldMap) -> Record {
        let lane = SpecLane(
            uid: UID("0"), fields: fields, owner: .user("a"), createdAt: WallTime(milliseconds: 1))
        return Record(key: Self.name, spec: Register(lane, stamp: Stamp(ticks: 1 << 16, node: NodeID("a"))))
    }

    private func replica(_ key: String?) throws -> Replica {
        Replica(
            origin: Origin(node: NodeID("a"), incarnation: 1), codec: StorageCodec(try SealedBytes(key: key)),
            changeCapacity: 1)
    }

    private func holds(_ bytes: [UInt8], _ text: String) -> Bool {
        String(decoding: bytes, as: UTF8.self).contains(text)
    }

    @Test("nothing of a lane is in its bytes, and all comes back")
    func sealed() throws {
        for fields in [["value": "hunter2", "protected": true], ["value": 123_456], ["note": "hunter2"]] as [FieldMap] {
            let record = record(fields)
            let staged = try #require(try replica(Self.key).prepare([record]))
            let bytes = try #require(staged.push).entries[0].value
            #expect(!holds(bytes, "hunter2") && !holds(bytes, "123456") && !holds(bytes, "user:a"))
            var other = try replica(Self.key)
            other.load(staged.delta.entries, VersionVector())
            #expect(other.store.all == [record])
            #expect(try SealedBytes(key: Self.key).isCurrent(bytes))
        }
        let seal = try SealedBytes(key: Self.key)
        for use in [StoredUse.record, .lane("spec of variable/a"), .event, .secret] {
            let bytes = try seal.seal(Array("hunter2".utf8), use)
            #expect(!holds(bytes, "hunter2"))
            #expect(try seal.open(bytes, use) == Array("hunter2".utf8))
        }
    }

    @Test("what was stored unsealed is read, and is to be written anew")
    func plain() throws {
        let seal = try SealedBytes(key: Self.key)
        let bytes = Array("hunter2".utf8)
        #expect(try seal.open(bytes, Self.lane) == bytes)
        #expect(!seal.isCurrent(bytes))
        let open = try SealedBytes(key: nil)
        #expect(try open.seal(bytes, Self.lane) == bytes && open.isCurrent(bytes))
    }

    @Test("values that an earlier version sealed are read")
    func earlier() throws {
        let sealer = Sealer(try KeyRing(texts: [Self.key], purpose: "knot protected variables"))
        let sealed = try sealer.seal(Array("hunter2".utf8), associatedData: Array("variable/password".utf8))
        let stored = record(["value": ["$sealed": .string(ByteText.base64url(sealed))], "protected": true])
        let read = try SealedBytes(key: Self.key).open(earlier: stored)
        #expect(read == record(["value": "hunter2", "protected": true]))
        #expect(throws: CryptoFailure.noKey) { try SealedBytes(key: nil).open(earlier: stored) }
    }

    @Test("what is sealed is bound to its use and to the key")
    func bound() throws {
        let seal = try SealedBytes(key: Self.key)
        let bytes = try seal.seal(Array("hunter2".utf8), Self.lane)
        #expect(throws: (any Error).self) { try seal.open(bytes, .event) }
        for place in ["spec of variable/other", "status of variable/password", ""] {
            #expect(throws: (any Error).self) { try seal.open(bytes, .lane(place)) }
        }
        var damaged = bytes
        damaged[bytes.count - 1] ^= 1
        #expect(throws: CryptoFailure.tampered) { try seal.open(damaged, Self.lane) }
        let other = try SealedBytes(key: "ffffffffffffffffffffffffffffffff")
        #expect(throws: (any Error).self) { try other.open(bytes, Self.lane) }
        #expect(throws: CryptoFailure.noKey) { try SealedBytes(key: nil).open(bytes, Self.lane) }
    }
}
