/// How what an engine's adaptor keeps in files is sealed: a file may hold what a protected variable came to.
package struct FileSeal: Sendable {
    /// Gives the bytes to write.
    package var seal: @Sendable (_ bytes: [UInt8]) throws -> [UInt8]
    /// Gives what was sealed, or was written before there was a seal.
    package var open: @Sendable (_ bytes: [UInt8]) throws -> [UInt8]
    /// Whether bytes that were read are as `seal` gives them.
    package var isSealed: @Sendable (_ bytes: [UInt8]) -> Bool

    package init(
        seal: @escaping @Sendable (_ bytes: [UInt8]) throws -> [UInt8],
        open: @escaping @Sendable (_ bytes: [UInt8]) throws -> [UInt8],
        isSealed: @escaping @Sendable (_ bytes: [UInt8]) -> Bool
    ) {
        self.seal = seal
        self.open = open
        self.isSealed = isSealed
    }

    /// Files are written as they are.
    package static let none = FileSeal(seal: { $0 }, open: { $0 }, isSealed: { _ in true })
}
