import KnotCrypto
import KnotDatabase
import KnotModel

/// A record codec that seals whole records and events before they are stored: what a node tells of spaces is as much worth
/// as the variables that they are made from.
///
/// What was stored unsealed, or by a version that sealed the values of protected variables alone, is read as it is, and
/// sealed when the database is next loaded.
package struct SealingCodec: RecordCodec {
    private static let earlierPurpose = "knot protected variables"
    private static let earlierMark = "$sealed"

    private let base: any RecordCodec
    private let seal: StorageSeal
    private let earlier: Sealer?

    /// - Parameter key: From `knot genkey`; `nil` seals nothing.
    package init(_ base: any RecordCodec, key: String?) throws(CryptoFailure) {
        self.base = base
        seal = try StorageSeal(key: key)
        earlier =
            if let key { Sealer(try KeyRing(texts: [key], purpose: Self.earlierPurpose)) } else { nil }
    }

    package func encode(_ record: Record) throws -> [UInt8] { try seal.seal(try base.encode(record), .record) }
    package func encode(_ event: Event) throws -> [UInt8] { try seal.seal(try base.encode(event), .event) }
    package func encode(secret: [UInt8]) throws -> [UInt8] { try seal.seal(secret, .labelKey) }

    package func decodeEvent(_ bytes: [UInt8]) throws -> Event { try base.decodeEvent(try seal.open(bytes, .event)) }
    package func decodeSecret(_ bytes: [UInt8]) throws -> [UInt8] { try seal.open(bytes, .labelKey) }

    package func decodeRecord(_ bytes: [UInt8]) throws -> Record {
        var record = try base.decodeRecord(try seal.open(bytes, .record))
        guard record.key.kind == .variable,
            let text = record.spec.value.fields["value"]?.map?[Self.earlierMark]?.string
        else { return record }
        guard let earlier else { throw CryptoFailure.noKey }
        guard let sealed = ByteText.bytes(base64url: text) else { throw CryptoFailure.malformed }
        let open = try earlier.open(sealed, associatedData: Array(record.key.description.utf8))
        record.spec.value.fields["value"] = .string(String(decoding: open, as: UTF8.self))
        return record
    }

    package func isCurrent(_ bytes: [UInt8]) -> Bool { !seal.isOn || StorageSeal.isSealed(bytes) }
}
