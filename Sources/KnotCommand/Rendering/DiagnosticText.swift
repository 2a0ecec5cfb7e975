import KnotYAML

/// Diagnostics with the severity in colour.
package enum DiagnosticText {
    package static func of(_ diagnostic: Diagnostic, on paper: Paper) -> String {
        let text = diagnostic.description
        guard paper.isColoured else { return text }
        let word = "\(diagnostic.severity.rawValue):"
        let tone: Tone = diagnostic.severity == .error ? .bad : .busy
        guard let range = text.ranges(of: word).first else { return text }
        return text[..<range.lowerBound] + tone.paint(word, true) + text[range.upperBound...]
    }
}
