import KnotModel

/// Lengths of time on the command line.
package enum SpanArgument {
    /// Reads `30s`, `5m`, `1h30m`; a bare number is seconds.
    package static func parse(_ text: String, for option: String) throws(CommandFailure) -> Span {
        do {
            return try Span(parsing: text)
        } catch {
            throw CommandFailure(
                .usage, "\(option): \(error.message)", hint: error.example.map { "for example \($0)" } ?? "")
        }
    }
}
