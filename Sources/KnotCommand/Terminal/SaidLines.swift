/// What a wait has said already in a pipe, where nothing is taken back: what is tried again and again is said once.
package struct SaidLines: Sendable {
    private var said: Set<String> = []

    package init() {}

    /// Whether a line says anything that no line before it said. Times of day and the number of tries do not count.
    package mutating func isNew(_ line: String) -> Bool { said.insert(Self.gist(line)).inserted }

    private static func gist(_ line: String) -> String {
        let words = line.split(separator: " ", omittingEmptySubsequences: false)
        return words.indices.map { index in
            let word = words[index]
            let next = index + 1 < words.count ? words[index + 1] : ""
            let isCount = word.allSatisfy(\.isNumber) && next.hasPrefix("times")
            let isTime = word.contains(":") && word.allSatisfy { $0.isNumber || $0 == ":" }
            return word.isEmpty || !(isCount || isTime) ? String(word) : "#"
        }.joined(separator: " ")
    }
}
