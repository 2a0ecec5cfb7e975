extension TreeBuilder {
    /// Reports a syntax error in words that say what to do.
    mutating func report(_ failure: EventSource.Failure) {
        let here = Mark(line: linesBefore + failure.line + 1, column: failure.column + 1)
        let start = Mark(line: linesBefore + failure.contextLine + 1, column: failure.contextColumn + 1)
        let advice = SyntaxAdvice(failure, at: here, openedAt: start, line: diagnostics.sourceLine(here.line))
        diagnostics.add(advice.mark, advice.message, hint: advice.hint)
    }
}
