import KnotCrypto
import KnotEngine
import KnotModel

/// Seals what the server writes to its disk with the key of `server.encrypt`: rows of the database, kept outputs of
/// scripts, the registry of directories, and what the engines' adaptor keeps of mounts and creations. Without a key
/// everything is written as it is.
///
/// What was written unsealed is read as it is, and sealed when it is next written.
package struct StorageSeal: Sendable {
    /// What a piece belongs to: one cannot be put in another's place.
    package enum Use: String, Sendable {
        case record, lane, event, labelKey = "label key", hookOutput = "hook output", directory, mount, creation
    }

    /// Begins what is sealed; no text and no JSON does.
    private static let mark: [UInt8] = [0] + "knot sealed\n".utf8
    private static let purpose = "knot storage"

    private let sealer: Sealer?

    /// - Parameter key: From `knot genkey`; `nil` seals nothing.
    package init(key: String?) throws(CryptoFailure) {
        guard let key else {
            sealer = nil
            return
        }
        sealer = Sealer(try KeyRing(texts: [key], purpose: Self.purpose))
    }

    private init() { sealer = nil }

    package static let none = StorageSeal()

    package var isOn: Bool { sealer != nil }

    /// The same for one use, as the engines' adaptor takes it.
    package func files(_ use: Use) -> FileSeal {
        FileSeal(
            seal: { try self.seal($0, use) }, open: { try self.open($0, use) },
            isSealed: { !self.isOn || Self.isSealed($0) })
    }

    package static func isSealed(_ bytes: some Collection<UInt8>) -> Bool { bytes.starts(with: mark) }

    package func seal(_ bytes: [UInt8], _ use: Use, of place: String = "") throws(CryptoFailure) -> [UInt8] {
        guard let sealer else { return bytes }
        return Self.mark + (try sealer.seal(bytes, associatedData: Self.binding(use, place)))
    }

    /// Throws `noKey` for what is sealed when there is no key, and what `Sealer.open` throws.
    package func open(_ bytes: [UInt8], _ use: Use, of place: String = "") throws(CryptoFailure) -> [UInt8] {
        guard Self.isSealed(bytes) else { return bytes }
        guard let sealer else { throw .noKey }
        return try sealer.open(Array(bytes.dropFirst(Self.mark.count)), associatedData: Self.binding(use, place))
    }

    /// What a piece is bound to: its use, and its place where the use has several.
    private static func binding(_ use: Use, _ place: String) -> [UInt8] {
        Array((place.isEmpty ? use.rawValue : "\(use.rawValue) \(place)").utf8)
    }
}
