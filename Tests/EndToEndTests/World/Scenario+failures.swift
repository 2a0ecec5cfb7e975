import Foundation
import Testing

extension Scenario {
    /// Waits until a space says why it is not ready, and holds what it says to what was promised: one of the reasons,
    /// words on what to do, and the same in every place where a person may look.
    func expectTrouble(
        _ space: String, _ reasons: String..., of topic: String = "Running", says words: [String],
        phase: String = "Failed",
        events: Bool = true, within seconds: Double = 120, sourceLocation: SourceLocation = #_sourceLocation
    ) throws {
        var conditions: [JSON] = []
        try eventually(
            "\(topic) of \(space) says \(reasons)", within: seconds, state: { "\(try self.space(space))" }
        ) {
            // One look: the next one may be at the next try.
            let status = try self.space(space)["status"]
            conditions = status["conditions"].array
            let condition = conditions.first { $0["topic"].string == topic }
            return reasons.contains(condition?["reason"].string ?? "") && condition?["state"].string != "True"
                && status["phase"].string == phase
        }
        let condition = try #require(conditions.first { $0["topic"].string == topic })
        let message = condition["message"].string ?? ""
        for word in words {
            #expect(message.contains(word), "\(word) is not in: \(message)", sourceLocation: sourceLocation)
        }
        let ready = try #require(conditions.first { $0["topic"].string == "Ready" })
        #expect(ready["state"].string != "True", "\(ready)", sourceLocation: sourceLocation)
        #expect(ready["message"].string?.isEmpty == false, "\(ready)", sourceLocation: sourceLocation)
        // Between two tries it is on its way for a moment; it is never said to run.
        var row = ""
        try eventually("knot get says \(phase)", state: { row }) {
            row = try self.row(of: space)
            #expect(!row.contains("Running"), "\(row)", sourceLocation: sourceLocation)
            return row.contains(phase)
        }
        var why = ""
        try eventually("knot why says \(words)", state: { why }) {
            why = try must("why", "space/\(space)")
            return words.allSatisfy { why.contains($0) }
        }
        try eventually("knot space get says \(reasons)", state: { try must("space", "get", space) }) {
            let text = try must("space", "get", space)
            return reasons.contains { text.contains($0) }
        }
        guard events else { return }
        let happened = try server.http.get("/api/v1/events?for=space/\(space)")["items"].array
        let warnings = happened.filter { $0["severity"].string == "Warning" }
        #expect(!warnings.isEmpty, "\(happened)", sourceLocation: sourceLocation)
        #expect(
            Set(warnings.map { [$0["reason"].string, $0["message"].string] }).count == warnings.count,
            "one event for each reason and message",
            sourceLocation: sourceLocation)
    }

    /// The space's line of `knot get spaces`.
    func row(of space: String) throws -> String {
        try must("get", "spaces").split(separator: "\n").map(String.init)
            .first { $0.hasPrefix(space + " ") } ?? ""
    }

    /// Waits until a space is ready, by itself.
    func expectMended(
        _ space: String, within seconds: Double = 120, sourceLocation: SourceLocation = #_sourceLocation
    ) throws {
        try awaitRunning(space, within: seconds)
        try awaitCondition(space, "Ready", "True", within: seconds)
        try awaitPhase(space, "Running")
        let row = try row(of: space)
        #expect(row.contains("Running"), "\(row)", sourceLocation: sourceLocation)
        try eventually("nothing is left to complain of", state: { "\(try self.space(space))" }) {
            try self.space(space)["status"]["lastError"]["code"].string == nil
        }
    }
}
