import KnotAPI
import KnotModel

/// The few words about a space that a person should not miss.
package enum SpaceNote {
    /// `crash loop, next try in 8s`, `update pending`, `drifted`, the last error; joined where several hold.
    package static func text(_ item: ResourceDocument, now: WallTime) -> (text: String, tone: Tone) {
        guard let status = item.status else { return ("", .plain) }
        var notes: [String] = []
        var tone = Tone.busy
        if !item.deleting, let trouble = trouble(status, now: now) {
            notes.append(trouble)
            tone = .bad
        }
        if isTrue(status, .suspended) { notes.append("suspended") }
        if isTrue(status, .updatePending) { notes.append("update pending") }
        if isTrue(status, .drifted) { notes.append("drifted") }
        if notes.isEmpty, isTrue(status, .degraded) {
            notes.append(status.condition(.degraded)?.message ?? "degraded")
        }
        if notes.isEmpty, status.phase == .pulling, let pull = status.condition(.imageReady)?.message, !pull.isEmpty {
            notes.append(pull)
        }
        return (notes.joined(separator: "; "), notes.isEmpty ? .plain : tone)
    }

    private static func trouble(_ status: Status, now: WallTime) -> String? {
        let next = status.nextTry.flatMap { $0 > now ? "next try in \(Age.until($0, from: now))" : nil }
        if let failure = status.lastError {
            return [failure.message, next].compactMap { $0 }.joined(separator: ", ")
        }
        let word: String? =
            switch status.condition(.ready)?.state == .no ? status.condition(.ready)?.reason : nil {
            case "CrashLoop"?: "crash loop"
            case "OutOfMemory"?: "out of memory"
            case "Killed"?: "killed"
            case "Exited"?: "exited"
            case "StartupScriptFailed"?: "start-up script failed"
            case "Unhealthy"?: "unhealthy"
            default: nil
            }
        return word.map { [$0, next].compactMap { $0 }.joined(separator: ", ") } ?? next
    }

    private static func isTrue(_ status: Status, _ topic: Condition.Topic) -> Bool {
        status.condition(topic)?.state == .yes
    }
}
