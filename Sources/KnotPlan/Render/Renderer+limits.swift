import KnotModel

extension Renderer {
    /// Refuses limits of the space's own that no engine would take.
    static func checkLimits(of space: Manifest) throws(Failure) {
        func check(_ field: String, _ parse: (String) throws(FormatError) -> Void) throws(Failure) {
            guard let text = space.fields[field]?.scalarText, !text.isEmpty else { return }
            do { try parse(text) } catch {
                throw Failure(.invalid, subject: space.key.description, "\(field): \(error.description)")
            }
        }
        try check("cpus") { text throws(FormatError) in _ = try CPUCount(limit: text) }
        try check("memory") { text throws(FormatError) in _ = try MemoryLimit.parse(text) }
    }
}
