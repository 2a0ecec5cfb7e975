/// Why a text is not what a field takes: what is wrong, and what would be right.
package struct FormatError: Error, Sendable, Hashable, CustomStringConvertible {
    package var message: String
    /// A text that would be right, where one can be shown.
    package var example: String?

    package init(_ message: String, example: String? = nil) {
        self.message = message
        self.example = example
    }

    package var description: String {
        example.map { "\(message); for example \($0)" } ?? message
    }
}
