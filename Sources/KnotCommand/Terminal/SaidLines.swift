/// What a wait has said already in a pipe, where nothing is taken back: what is tried again and again is said once.
package struct SaidLines: Sendable {
    private var said: Set<String> = []

    package init() {}

    /// Whether a line says anything that no line before it said. How often something was tried, and when it is tried
    /// again, does not count.
    package mutating func isNew(_ line: String) -> Bool { said.insert(Self.gist(line)).inserted }

    private static func gist(_ line: String) -> String {
        let clauses = line.split(separator: "; ").filter { clause in
            !retries.contains { clause.hasPrefix($0) }
        }
        return clauses.map(withoutCounts).joined(separator: "; ")
    }

    private static func withoutCounts(_ clause: Substring) -> String {
        let words = clause.split(separator: " ")
        return words.indices.map { index in
            let isCount = index + 1 < words.count && words[index + 1].hasPrefix("times")
            return isCount && words[index].allSatisfy(\.isNumber) ? "#" : String(words[index])
        }.joined(separator: " ")
    }

    /// How conditions begin what they say about tries.
    private static let retries = ["it was started again ", "the next try is at "]
}
