import KnotModel
import KnotPlan
import KnotStore

/// What a look at a key came to, as its status will tell.
enum Finding: Sendable {
    case unplaced(Failure)
    case engineDown(Failure?)
    /// A plan is being carried out.
    case acting(Plan)
    /// A plan waits for its time, or for a change.
    case waiting(Plan)
    case settled(Plan)
    /// Nothing can be done until a container that is on its way to another state has come there.
    case passing(Plan)
    case gone
}

extension NodeCore {
    /// Writes the status that follows from a finding, if it says anything new.
    mutating func report(_ record: Record, _ finding: Finding, _ now: Moment) {
        let known = latestStatus(record)
        let entry = work[record.key] ?? Work()
        let builder = StatusBuilder(
            record: record, known: known, work: entry, intentRuns: intent(of: record) == .running,
            node: configuration.node,
            names: configuration.names, now: now)
        let status = redactor.redacted(builder.status(finding))
        guard status != known else { return }
        statuses[record.key] = status
        if status.phase != known?.phase || status.condition(.ready)?.state != known?.condition(.ready)?.state {
            wakeNeighbours(of: record.key)
        }
        for topic in [Condition.Topic.updatePending, .drifted] {
            guard let condition = status.condition(topic), condition.state == .yes,
                known?.condition(topic)?.state != .yes
            else { continue }
            note(record.key, .normal, condition.reason, condition.message, now)
        }
    }
}
