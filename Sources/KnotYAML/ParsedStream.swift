/// What one stream of YAML holds, and what is wrong with it.
package struct ParsedStream: Sendable {
    /// As the caller named it.
    package let file: String
    /// The documents in the order written; empty ones are dropped.
    package var documents: [Node]
    /// In the order of their places.
    package var diagnostics: [Diagnostic]
    package let source: SourceText

    package var hasErrors: Bool { diagnostics.contains { $0.severity == .error } }

    /// Line `number` (from 1) without its line break, fit to be shown; empty when there is no such line.
    package func line(_ number: Int) -> String { source.line(number) }

    /// A diagnostic about this stream, with the source line filled in.
    package func diagnostic(
        _ severity: Diagnostic.Severity = .error, at mark: Mark?, _ message: String, hint: String = ""
    ) -> Diagnostic {
        Diagnostic(
            severity, file: file, mark: mark, message: message, hint: hint,
            sourceLine: mark.map { source.line(showing: $0) } ?? "")
    }
}
