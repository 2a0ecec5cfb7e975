/// What is written on: how wide it is and whether it shows colour. A pipe has neither.
package struct Paper: Sendable, Hashable {
    /// Columns; `nil` is as wide as needed.
    package var width: Int?
    package var isColoured: Bool
    /// Whether a person looks at it, so that a line may be rewritten and questions asked.
    package var isTerminal: Bool

    package init(width: Int? = nil, isColoured: Bool = false, isTerminal: Bool = false) {
        self.width = width
        self.isColoured = isColoured
        self.isTerminal = isTerminal
    }

    package static let pipe = Paper()

    /// The paper for a stream. `NO_COLOR` (no-color.org) or `TERM=dumb` takes the colour away.
    package init(isTerminal: Bool, columns: Int?, environment: [String: String]) {
        let plain = !(environment["NO_COLOR"] ?? "").isEmpty || environment["TERM"] == "dumb"
        self.init(width: isTerminal ? columns : nil, isColoured: isTerminal && !plain, isTerminal: isTerminal)
    }
}
