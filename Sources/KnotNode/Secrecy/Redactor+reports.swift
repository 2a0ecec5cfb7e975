import KnotModel
import KnotPlan

/// What a node reports, with the protected values in it hidden.
extension Redactor {
    package func redacted(_ failure: Failure) -> Failure {
        Failure(
            failure.code, subject: redacted(failure.subject), redacted(failure.message),
            cause: failure.cause.map(redacted))
    }

    func redacted(_ value: Value) -> Value {
        switch value {
        case .string(let text): .string(redacted(text))
        case .list(let items): .list(items.map(redacted))
        case .map(let fields):
            .map(FieldMap(fields.map { .init(key: redacted($0.key), value: redacted($0.value)) }))
        // A number that is one is shown as text.
        default: value.scalarText.map { text in redacted(text) == text ? value : .string(redacted(text)) } ?? value
        }
    }

    func redacted(_ difference: FieldDifference) -> FieldDifference {
        var difference = difference
        difference.path = redacted(difference.path)
        difference.before = difference.before.map(redacted)
        difference.after = difference.after.map(redacted)
        return difference
    }

    func redacted(_ report: HookReport) -> HookReport {
        var report = report
        report.message = redacted(report.message)
        return report
    }

    func redacted(_ event: Event) -> Event {
        var event = event
        event.message = redacted(event.message)
        return event
    }

    func redacted(_ status: Status) -> Status {
        guard !isEmpty else { return status }
        var status = status
        status.image = status.image.map { image in
            RunningImage(
                reference: redacted(image.reference), id: image.id, digest: image.digest.map { redacted($0) })
        }
        status.lastError = status.lastError.map(redacted)
        status.pending = status.pending.map(redacted)
        status.drift = status.drift.map(redacted)
        for index in status.conditions.indices {
            status.conditions[index].message = redacted(status.conditions[index].message)
        }
        status.startup = status.startup.map(redacted)
        status.shutdown = status.shutdown.map(redacted)
        return status
    }

    func redacted(_ record: Record) -> Record {
        guard !isEmpty, let status = record.status?.value else { return record }
        var record = record
        record.status?.value = redacted(status)
        return record
    }

    func redacted(_ refusal: Refusal) -> Refusal {
        Refusal(key: refusal.key, field: refusal.field, failure: redacted(refusal.failure))
    }

    func redacted(_ change: ResourceChange) -> ResourceChange {
        var change = change
        change.differences = change.differences.map(redacted)
        change.warnings = change.warnings.map(redacted)
        for index in change.effects.indices {
            change.effects[index].differences = change.effects[index].differences.map(redacted)
            change.effects[index].message = redacted(change.effects[index].message)
        }
        for index in change.blocked.indices {
            change.blocked[index].reason = redacted(change.blocked[index].reason)
        }
        return change
    }

    func redacted(_ reply: Reply) -> Reply {
        guard !isEmpty else { return reply }
        return switch reply {
        case .changes(let changes): .changes(changes.map(redacted))
        case .refused(let refusals): .refused(refusals.map(redacted))
        }
    }
}
