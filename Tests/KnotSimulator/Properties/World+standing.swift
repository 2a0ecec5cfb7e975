import KnotModel
import KnotPlan

/// Whether a space that its user wants to run may run now, by its template's schedule and `max_uptime`.
///
/// Worked out here anew, so that a mistake of the node's is not made twice.
extension World {
    enum Standing: Sendable { case runs, stopped, either }

    /// The stretches of time in which a template's schedule is open, around now; `nil` without a schedule.
    private func hours(_ template: TemplateSpec) -> [(from: Int64, to: Int64)]? {
        guard template.isScheduled, let week = template[.schedule]?.list else { return nil }
        let today = now.wall.milliseconds / 86_400_000
        var hours: [(from: Int64, to: Int64)] = []
        for day in today - 9...today + 2 {
            let entry = week[Int((day + 4) % 7)].map
            guard entry?["enabled"] == true, let from = entry?["from"]?.string.flatMap(WeekSchedule.minutes),
                let to = entry?["to"]?.string.flatMap(WeekSchedule.minutes)
            else { continue }
            let begin = day * 1_440 + Int64(from)
            let end = day * 1_440 + Int64(to) + (to <= from ? 1_440 : 0)
            if let last = hours.last, begin * 60_000 <= last.to {
                hours[hours.count - 1].to = max(last.to, end * 60_000)
            } else {
                hours.append((begin * 60_000, end * 60_000))
            }
        }
        return hours
    }

    func isClosed(_ record: Record) -> Bool {
        guard let template = template(of: record)?.template, let hours = hours(template) else { return false }
        let wall = now.wall.milliseconds
        return !hours.contains { $0.from <= wall && wall < $0.to }
    }

    /// What should be so now; either, when that changed a moment ago or depends on how long it has run.
    func standing(_ record: Record) -> Standing {
        let byHours = standing(ofHours: record)
        guard byHours == .runs, let template = template(of: record)?.template else { return byHours }
        return template.maxUptime == nil ? .runs : .either
    }

    /// By the schedule alone.
    func standing(ofHours record: Record) -> Standing {
        guard let template = template(of: record)?.template else { return .runs }
        let wall = now.wall.milliseconds
        if let hours = hours(template) {
            let edges = hours.flatMap { [$0.from, $0.to] }
            if edges.contains(where: { $0 <= wall && wall - $0 < 120_000 }) { return .either }
            guard let opening = hours.first(where: { $0.from <= wall && wall < $0.to }) else {
                return hasClosed(record, hours) ? .stopped : .either
            }
            if !template.startsSpaces, record.revision.wall.milliseconds < opening.from {
                return ranBefore(opening.from, record) ? .either : .stopped
            }
        }
        return .runs
    }

    /// When the template or the space was last written.
    func editedAt(_ record: Record) -> Int64 {
        max(template(of: record)?.revision.wall.milliseconds ?? 0, record.revision.wall.milliseconds)
    }

    /// Whether the hours have ended since they were written: until then an edit ends nothing that runs.
    private func hasClosed(_ record: Record, _ hours: [(from: Int64, to: Int64)]) -> Bool {
        hours.contains { $0.to <= now.wall.milliseconds && editedAt(record) < $0.to }
    }

    /// Whether what runs of the space was started before that time, or it is not known when.
    private func ranBefore(_ time: Int64, _ record: Record) -> Bool {
        let alive = hosts.flatMap { $0.engine.containers(of: record.key, for: tenant) }.filter(\.isAlive)
        return alive.contains { container in beginnings[container.id].map { $0 < time } ?? true }
    }

    /// Whether a schedule or an uptime changes what should be so within the next `span` milliseconds.
    func hasChangeAhead(_ record: Record, within span: Int64) -> Bool {
        guard let template = template(of: record)?.template else { return false }
        let wall = now.wall.milliseconds
        var edges = (hours(template) ?? []).flatMap { [$0.from, $0.to, $0.to - 300_000] }
        if let limit = template.maxUptime {
            let containers = hosts.flatMap { $0.engine.containers(of: record.key, for: tenant) }
            for started in containers.compactMap(\.startedAt) {
                let end = max(started.milliseconds, editedAt(record)) + limit
                edges += [end, end - 300_000]
            }
        }
        return edges.contains { $0 > wall - 130_000 && $0 < wall + span }
    }

    /// Whether stopping what runs is right by its template's schedule or `max_uptime`.
    mutating func noteUptime(_ container: SimulatedContainer) {
        guard container.state == .running, let key = container.ownership?.key, let record = database[key],
            let limit = template(of: record)?.template.maxUptime,
            let started = container.startedAt,
            max(started.milliseconds, editedAt(record)) + limit <= now.wall.milliseconds
        else { return }
        reachedUptime.insert(container.id)
    }

    func mayBeSuspended(_ container: SimulatedContainer, _ record: Record) -> Bool {
        guard let template = template(of: record)?.template else { return false }
        if template.maxUptime != nil {
            if reachedUptime.contains(container.id) || record.currentStatus?.condition(.suspended)?.state == .yes {
                return true
            }
        }
        guard let hours = hours(template) else { return false }
        let wall = now.wall.milliseconds
        return !hours.contains { $0.from <= wall && wall < $0.to } && hasClosed(record, hours)
    }
}
