import KnotAPI
import KnotModel

/// Phases and conditions as cells with their tone.
package enum PhaseText {
    /// What a resource is doing; a deletion that was asked for shows before its node has seen it.
    package static func phase(_ item: ResourceDocument) -> Status.Phase? {
        if item.deleting, item.status?.phase != .gone { return .deleting }
        return item.status?.phase
    }

    package static func cell(_ item: ResourceDocument) -> Table.Cell {
        guard let phase = phase(item) else { return Table.Cell("Pending", .busy) }
        return Table.Cell(phase.rawValue, tone(phase))
    }

    package static func tone(_ phase: Status.Phase) -> Tone {
        switch phase {
        case .running: .good
        case .pending, .pulling, .starting, .stopping, .deleting: .busy
        case .failed, .unknown: .bad
        case .stopped, .gone: .faint
        }
    }

    package static func ready(_ item: ResourceDocument) -> Table.Cell {
        switch item.status?.condition(.ready)?.state {
        case .yes?: Table.Cell("yes", .good)
        case .no?: Table.Cell("no", isWanted(item) ? .bad : .plain)
        case .unknown?, nil: Table.Cell("?", .faint)
        }
    }

    /// Whether the node has taken note of the newest revision.
    package static func synced(_ item: ResourceDocument) -> Table.Cell {
        guard let status = item.status else { return Table.Cell("no", .busy) }
        return status.observedRevision == item.revision ? Table.Cell("yes") : Table.Cell("no", .busy)
    }

    /// Whether the space should run.
    package static func isWanted(_ item: ResourceDocument) -> Bool {
        !item.deleting && item.space.isWanted
    }
}
