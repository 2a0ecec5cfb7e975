/// Why a text with `${{ … }}` cannot be understood or rendered, and where.
package struct ExpressionError: Error, Sendable, Hashable {
    /// What is wrong.
    package var message: String
    /// What would be right; may be empty.
    package var hint: String
    /// Characters (Unicode scalars) from the start of the text to the place.
    package var offset: Int

    package init(_ message: String, hint: String = "", offset: Int) {
        self.message = message
        self.hint = hint
        self.offset = offset
    }
}

extension ExpressionError: CustomStringConvertible {
    package var description: String { hint.isEmpty ? message : "\(message) (\(hint))" }
}
