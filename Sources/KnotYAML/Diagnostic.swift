/// Something a user should know about a source text, and where.
package struct Diagnostic: Sendable, Hashable {
    package enum Severity: String, Sendable, Hashable { case error, warning }

    package var severity: Severity
    /// As the user named it; `-` is standard input.
    package var file: String
    /// `nil` when it concerns the file as a whole.
    package var mark: Mark?
    /// What is wrong.
    package var message: String
    /// What would be right; may be empty.
    package var hint: String
    /// The source's line at `mark`, for display; empty when there is none.
    package var sourceLine: String

    package init(
        _ severity: Severity = .error, file: String, mark: Mark?, message: String, hint: String = "",
        sourceLine: String = ""
    ) {
        self.severity = severity
        self.file = file
        self.mark = mark
        self.message = message
        self.hint = hint
        self.sourceLine = sourceLine
    }
}

extension Diagnostic: CustomStringConvertible {
    /// `file:line:column: error: message`, then the source line with a caret, then the hint.
    package var description: String {
        let place = mark.map { "\(file):\($0.line):\($0.column)" } ?? file
        var text = "\(place): \(severity.rawValue): \(message)"
        if let mark, !sourceLine.isEmpty {
            let gutter = String(mark.line)
            let indent = sourceLine.prefix(mark.column - 1).map { $0 == "\t" ? "\t" : " " }.joined()
            text += "\n  \(gutter) | \(sourceLine)\n  \(String(repeating: " ", count: gutter.count)) | \(indent)^"
        }
        if !hint.isEmpty { text += "\n  hint: \(hint)" }
        return text
    }
}
