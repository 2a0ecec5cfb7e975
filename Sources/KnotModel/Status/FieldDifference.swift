/// One field that two specs disagree on, and what it takes to make them agree.
package struct FieldDifference: Sendable, Hashable, Codable {
    /// What applying the new value does to a running space, from harmless to dangerous.
    package enum Effect: String, Sendable, Hashable, Codable, Comparable {
        /// Nothing that runs changes.
        case none
        /// Changed in place while the space runs.
        case live
        /// Holds for what runs from the end of its hours, or of its uptime.
        case closing
        /// Has its turn when the space starts next.
        case start
        /// Waits for the next restart.
        case restart

        package static func < (a: Self, b: Self) -> Bool { a.rank < b.rank }
        private var rank: Int {
            switch self {
            case .none: 0
            case .live: 1
            case .closing: 2
            case .start: 3
            case .restart: 4
            }
        }
    }

    /// Dotted, with list positions: `container.ports[0]`.
    package var path: String
    /// `nil`: absent before.
    package var before: Value?
    /// `nil`: absent after.
    package var after: Value?
    package var effect: Effect

    package init(path: String, before: Value?, after: Value?, effect: Effect) {
        self.path = path
        self.before = before
        self.after = after
        self.effect = effect
    }
}

extension FieldDifference {
    /// Stands in place of a value that is shown to nobody.
    package static let hidden = "********"
    /// The path that tells of an image, not of a field: another one has the name in the engine.
    package static let imageIDPath = "image id"

    /// The engine has another image under the same name.
    package static func imageID(from before: String, to after: String) -> Self {
        Self(path: imageIDPath, before: .string(before), after: .string(after), effect: .restart)
    }
}
