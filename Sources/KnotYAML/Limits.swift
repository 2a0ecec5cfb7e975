extension YAML {
    /// How much a stranger's text may ask for. Over a limit, reading reports an error with its place.
    package struct Limits: Sendable, Hashable {
        /// Bytes in one stream; a longer one is not read at all.
        package var streamBytes = 64 << 20
        /// Bytes in one document, and bytes of text in it after its aliases are replaced.
        package var documentBytes = 4 << 20
        /// Documents in one stream.
        package var documents = 100_000
        /// Nodes in one document after its aliases are replaced; keys are not counted.
        package var documentNodes = 100_000
        /// Nodes in one stream after its aliases are replaced.
        package var streamNodes = 2_000_000
        /// Collections inside one another, after aliases are replaced.
        package var depth = 64
        /// Diagnostics for one stream; the last of them says that there were more.
        package var diagnostics = 100

        package init() {}

        package static let standard = Limits()
    }
}
