import KnotCrypto
import KnotDatabase
import KnotModel

/// Seals whole lanes and events before they are stored: what a node tells of spaces is as much worth as the variables that
/// they are made from.
///
/// What was stored unsealed, or by a version that sealed the values of protected variables alone, is read as it is, and
/// sealed when the database is next loaded.
package struct SealedBytes: ByteSeal {
    private static let earlierPurpose = "knot protected variables"
    private static let earlierMark = "$sealed"

    private let seal: StorageSeal
    private let earlier: Sealer?

    /// - Parameter key: From `knot genkey`; `nil` seals nothing.
    package init(key: String?) throws(CryptoFailure) {
        seal = try StorageSeal(key: key)
        earlier =
            if let key { Sealer(try KeyRing(texts: [key], purpose: Self.earlierPurpose)) } else { nil }
    }

    package func seal(_ bytes: [UInt8], _ use: StoredUse) throws -> [UInt8] {
        let (use, place) = Self.binding(use)
        return try seal.seal(bytes, use, of: place)
    }

    package func open(_ bytes: [UInt8], _ use: StoredUse) throws -> [UInt8] {
        let (use, place) = Self.binding(use)
        return try seal.open(bytes, use, of: place)
    }

    package func isCurrent(_ bytes: [UInt8]) -> Bool { !seal.isOn || StorageSeal.isSealed(bytes) }

    package func open(earlier record: Record) throws -> Record {
        guard record.key.kind == .variable,
            let text = record.variable.value?.map?[Self.earlierMark]?.string
        else { return record }
        guard let earlier else { throw CryptoFailure.noKey }
        guard let sealed = ByteText.bytes(base64url: text) else { throw CryptoFailure.malformed }
        let open = try earlier.open(sealed, associatedData: Array(record.key.description.utf8))
        var record = record
        record.variable.value = .string(String(decoding: open, as: UTF8.self))
        return record
    }

    private static func binding(_ use: StoredUse) -> (use: StorageSeal.Use, place: String) {
        switch use {
        case .record: (.record, "")
        case .lane(let place): (.lane, place)
        case .event: (.event, "")
        case .secret: (.labelKey, "")
        }
    }
}
