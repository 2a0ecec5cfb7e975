import KnotCrypto
import KnotDatabase
import KnotModel

/// A record codec that seals the values of protected variables, bound to the variable's name, before they are stored.
///
/// What was stored unsealed is read as it is, and sealed when it is next written.
package struct SealingCodec: RecordCodec {
    /// Separates this use of `server.encrypt` from others.
    static let purpose = "knot protected variables"
    private static let mark = "$sealed"

    private let base: any RecordCodec
    private let sealer: Sealer

    package init(_ base: any RecordCodec, key: String) throws(CryptoFailure) {
        self.base = base
        sealer = Sealer(try KeyRing(texts: [key], purpose: Self.purpose))
    }

    package func encode(_ record: Record) throws -> [UInt8] {
        guard record.manifest.isProtected, let text = record.spec.value.fields["value"]?.string
        else { return try base.encode(record) }
        var record = record
        let sealed = try sealer.seal(Array(text.utf8), associatedData: Array(record.key.description.utf8))
        record.spec.value.fields["value"] = [Self.mark: .string(ByteText.base64url(sealed))]
        return try base.encode(record)
    }

    package func decodeRecord(_ bytes: [UInt8]) throws -> Record {
        var record = try base.decodeRecord(bytes)
        guard let text = record.spec.value.fields["value"]?.map?[Self.mark]?.string, record.key.kind == .variable else {
            return record
        }
        guard let sealed = ByteText.bytes(base64url: text) else { throw CryptoFailure.malformed }
        let open = try sealer.open(sealed, associatedData: Array(record.key.description.utf8))
        record.spec.value.fields["value"] = .string(String(decoding: open, as: UTF8.self))
        return record
    }

    package func encode(_ event: Event) throws -> [UInt8] { try base.encode(event) }
    package func decodeEvent(_ bytes: [UInt8]) throws -> Event { try base.decodeEvent(bytes) }
}
