import KnotModel
import KnotPlan
import KnotStore

/// Stops that nobody asks for one by one: outside the template's schedule, and after its `max_uptime`.
///
/// All of it follows from the template, the space's revision and status, and the time: nothing is counted or remembered.
/// - Outside the schedule no space of the template is started, whoever asks, and those that run stop when it closes.
/// - An edit of a template or a space stops nothing by itself. What runs outside the hours that it has now runs on until
///   they close next, or until it stops or a restart is asked for; `max_uptime` counts from the edit at the earliest.
/// - When the schedule opens, a space runs again if the template says `auto_start`, or once it is started or changed.
/// - A space stopped by `max_uptime` runs again once it is started or changed, or with `auto_start` at the next opening.
extension NodeCore {
    /// Milliseconds between the warning event and the stop.
    private static let warning: Int64 = 300_000
    /// The longest that a timer relies on the wall clock going on evenly, in milliseconds.
    private static let longestTimer: Int64 = 60_000

    /// Works out whether the space is suspended now, and when to look again. `container` is the one that is the space, if
    /// it has processes.
    mutating func noteSuspension(_ record: Record, _ container: ObservedContainer?, _ now: Moment) {
        let key = record.key
        guard key.kind == .space else { return }
        let before = work[key]?.schedule.suspension
        // What is there and need not be made anew is not ended by an edit.
        let isLive = container.map { Self.isYounger($0, than: record.spec.value.restart) } ?? false
        work[key, default: Work()].schedule.suspension = nil
        work[key]?.schedule.isLive = isLive
        work[key]?.schedule.outlasts = nil
        guard let template = templateRecord(of: record), intent(of: record) == .running else { return }
        let editedAt = max(template.revision.wall, record.revision.wall)
        let isScheduled = template.template.isScheduled
        let limit = template.template.maxUptime
        guard isScheduled || limit != nil else { return }
        let wall = now.wall
        let openings =
            isScheduled
            ? hours.openings(of: template.template.schedule, around: wall, by: configuration.openingHours) : []
        let opening = Opening.at(wall, in: openings)
        let hasClosed = openings.contains { $0.from < $0.to && $0.to <= wall && editedAt < $0.to }
        let isOpen = !isScheduled || opening.map { $0.from <= wall } ?? false
        let openedAt = isOpen ? opening?.from : nil
        let startsItself = template.template.startsSpaces

        var suspension: Suspension?
        var stops: [(at: WallTime, why: Suspension)] = []
        if !isOpen, !isLive || hasClosed {
            suspension = Suspension(
                reason: .outsideSchedule,
                message: opening == nil
                    ? "the template's schedule has no hours at all" : "now is outside the template's schedule")
        } else if !isOpen {
            work[key]?.schedule.outlasts =
                opening == nil
                ? "its template's schedule, changed while it ran, has no hours at all: it runs on until it is stopped "
                    + "or restarted"
                : "its template's schedule was changed while it ran: it runs on until those hours end next, or until it "
                    + "is stopped or restarted"
        } else if let openedAt, !isLive, !startsItself, record.revision.wall < openedAt {
            suspension = Suspension(
                reason: .notStarted,
                message:
                    "the schedule is open again; 'knot space start \(key.name)' starts it, as would the template's "
                    + "'auto_start: true' by itself")
        } else if let since = uptimeStop(of: record), !(startsItself && openedAt.map { since < $0 } ?? false) {
            suspension = Self.uptimeReached(limit, key)
        }
        // Also of what runs on outside hours that were changed while it ran.
        if suspension == nil, let limit, container?.state == .running, let started = container?.detail?.startedAt {
            let end = WallTime(milliseconds: max(started, editedAt).milliseconds + limit)
            if end <= wall { suspension = Self.uptimeReached(limit, key) }
            stops.append((end, Self.uptimeReached(limit, key)))
        }
        if let closing = opening?.to {
            stops.append((closing, Suspension(reason: .outsideSchedule, message: "its schedule ends")))
        }
        work[key]?.schedule.suspension = suspension
        if let suspension, suspension.reason != before?.reason, container?.state == .running {
            note(key, .normal, suspension.reason.rawValue, "it is stopped: \(suspension.message)", now)
        }
        var times = stops.flatMap { [$0.at.milliseconds, $0.at.milliseconds - Self.warning] }
        if !isOpen, let opening { times.append(opening.from.milliseconds) }
        if suspension == nil, container?.state == .running, let stop = stops.min(by: { $0.at < $1.at }) {
            warn(key, stop.at, stop.why, now)
        }
        guard let next = times.filter({ $0 > wall.milliseconds }).min() else { return }
        timers.schedule(key, at: now.uptime + min(next - wall.milliseconds, Self.longestTimer))
    }

    /// Whether it was made for the newest restart that was asked for.
    private static func isYounger(_ container: ObservedContainer, than restart: Stamp?) -> Bool {
        guard let restart else { return true }
        return container.ownership.restart.map { $0 >= restart } ?? false
    }

    private mutating func warn(_ key: ResourceKey, _ at: WallTime, _ why: Suspension, _ now: Moment) {
        let left = at.milliseconds - now.wall.milliseconds
        guard left <= Self.warning, work[key]?.schedule.warnedOf != at else { return }
        work[key]?.schedule.warnedOf = at
        note(
            key, .warning, "StopsSoon",
            "it will be stopped within \(Span(milliseconds: (left + 59_999) / 60_000 * 60_000)): \(why.message)", now)
    }

    private static func uptimeReached(_ limit: Int64?, _ key: ResourceKey) -> Suspension {
        let length = limit.map { " of \(Span(milliseconds: $0))" } ?? ""
        return Suspension(
            reason: .uptimeReached,
            message: "it reached the template's 'max_uptime'\(length); 'knot space start \(key.name)' starts it again")
    }

    /// When `max_uptime` stopped this revision of the space, if it did.
    private func uptimeStop(of record: Record) -> WallTime? {
        guard let status = latestStatus(record), status.observedRevision == record.revision,
            let condition = status.condition(.suspended), condition.state == .yes,
            condition.reason == Suspension.Reason.uptimeReached.rawValue
        else { return nil }
        return condition.since
    }
}
