import KnotModel
import KnotPlan

/// What a server remembers of the paths that it pinned for one container: one file, on the disk before they are mounted.
struct PinRecord: Sendable, Hashable, Codable {
    struct Pin: Sendable, Hashable, Codable {
        /// As the container was asked for.
        var path: String
        /// Where it led when it was pinned last.
        var resolved: String
        /// Where the container has it.
        var destination: String
    }

    /// The rule that the container was made under; a later one does not hold up a start.
    struct Rule: Sendable, Hashable, Codable {
        var allowed: [String]
        var allowsEngineSockets: Bool
    }

    var token: String
    /// The engine's address.
    var engine: String
    /// The container's name when it was asked for.
    var name: String
    /// `nil` until the engine has answered.
    var container: String?
    var madeAt: WallTime
    var rule: Rule?
    var pins: [Pin]

    var hostPaths: HostPathRule? {
        rule.map { HostPathRule(allowed: $0.allowed, allowsEngineSockets: $0.allowsEngineSockets) }
    }

    /// The name of a pin's place.
    func place(_ index: Int) -> String { "\(token)-\(index)" }
}
