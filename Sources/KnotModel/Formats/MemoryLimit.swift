/// The most memory that a container may use.
package enum MemoryLimit {
    /// The least that an engine takes, in bytes: Docker's minimum since 20.10.
    package static let least: Int64 = 6 << 20

    /// Reads an amount of bytes that an engine is to set as a limit.
    ///
    /// - Throws: also for less than `least`.
    package static func parse(_ text: String) throws(FormatError) -> ByteCount {
        let count = try ByteCount(parsing: text)
        guard count.bytes >= least else {
            throw FormatError(
                "'\(text)' of memory is less than \(ByteCount(bytes: least)), the least that an engine takes",
                example: "512m")
        }
        return count
    }
}
