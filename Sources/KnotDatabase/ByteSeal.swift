import KnotModel

/// How stored bytes are kept from whoever gets hold of them: sealed with a key, or as they are.
package protocol ByteSeal: Sendable {
    func seal(_ bytes: [UInt8], _ use: StoredUse) throws -> [UInt8]
    /// The inverse; what was stored unsealed comes back as it is.
    func open(_ bytes: [UInt8], _ use: StoredUse) throws -> [UInt8]
    /// Whether stored bytes are of the form that is written now; others are written anew when the database is loaded.
    func isCurrent(_ bytes: [UInt8]) -> Bool
    /// Opens what an earlier version sealed within a record: the value of a protected variable.
    func open(earlier record: Record) throws -> Record
}

/// What stored bytes belong to: those of one use cannot be put in another's place.
package enum StoredUse: Sendable, Hashable {
    /// A whole record, as versions before 3 stored it.
    case record
    /// Of one lane of one resource: `spec of variable/password`.
    case lane(String)
    case event
    /// A secret of the database's own.
    case secret
}

/// Everything is stored as it is.
package struct NoSeal: ByteSeal {
    package init() {}
    package func seal(_ bytes: [UInt8], _ use: StoredUse) throws -> [UInt8] { bytes }
    package func open(_ bytes: [UInt8], _ use: StoredUse) throws -> [UInt8] { bytes }
    package func isCurrent(_ bytes: [UInt8]) -> Bool { true }
    package func open(earlier record: Record) throws -> Record { record }
}
