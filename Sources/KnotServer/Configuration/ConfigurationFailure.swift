/// Why a configuration was refused: every reason at once, each with its place.
package struct ConfigurationFailure: Error, Sendable, Hashable, CustomStringConvertible {
    /// One reason.
    package struct Problem: Sendable, Hashable, CustomStringConvertible {
        /// Where: `knot.toml:12`, `--listen`, `KNOT_LISTEN`; empty when it has no place.
        package var place: String
        /// What is wrong and what would be right.
        package var message: String

        package init(place: String, _ message: String) {
            self.place = place
            self.message = message
        }

        package var description: String { place.isEmpty ? "error: \(message)" : "\(place): error: \(message)" }
    }

    /// In the order of the places; never empty.
    package var problems: [Problem]

    package init(_ problems: [Problem]) { self.problems = problems }

    package init(place: String, _ message: String) { problems = [Problem(place: place, message)] }

    /// One line for each problem.
    package var description: String { problems.map(\.description).joined(separator: "\n") }
}
