import KnotModel
import KnotPlan

/// What must hold of uptime, health and limits once faults have stopped.
extension World {
    /// What runs has not run for longer than it may, unless its shutdown script has its turn; what does not run says that
    /// it has.
    mutating func checkUptime(_ record: Record, _ status: Status, _ all: [SimulatedContainer]) {
        guard let limit = template(of: record)?.template.maxUptime,
            !isScripting(record)
        else { return }
        for container in all where container.state == .running {
            guard let started = container.startedAt else { continue }
            if max(started.milliseconds, editedAt(record)) + limit + 120_000 < now.wall.milliseconds {
                violate(.desiredReached, "\(record.key) has run for longer than its max_uptime")
            }
        }
        let isSuspended = status.condition(.suspended)?.state == .yes
        if all.isEmpty, !isSuspended, obstacle(to: record) == nil, standing(ofHours: record) == .runs {
            violate(
                .desiredReached,
                "\(record.key) is \(status.phase.rawValue), is not suspended, and nothing is in the way: \(status.conditions)"
            )
        }
    }

    /// A space that is well is called ready; one that is ill is not, and does not stay so where knot restarts it.
    mutating func checkHealth(_ record: Record, _ status: Status, _ container: SimulatedContainer) {
        let isReady = status.condition(.ready)?.state == .yes
        if let startup = status.startup, startup.state != .done {
            let reason = status.condition(.ready)?.reason
            let isRunning = reason == "StartupScriptRunning"
            // That it was started again and again says more.
            if isReady || isRunning == startup.hasEnded, reason != "CrashLoop" {
                violate(.statusHonest, "\(record.key) does not say that its start-up script is \(startup.state)")
            }
            return
        }
        guard checks(record) != nil || container.spec.healthcheck != nil else {
            if !isReady { violate(.statusHonest, "\(record.key) runs and is not called ready") }
            return
        }
        if container.isIll {
            if isReady { violate(.statusHonest, "\(record.key) is ill and called ready") }
            if isRestartedWhenUnwell(record), container.program != .sickly {
                violate(.desiredReached, "\(record.key) is ill and was not restarted")
            }
        } else if !isReady {
            violate(.statusHonest, "\(record.key) is well and not called ready")
        }
    }

    /// Limits set on the space itself hold for what runs.
    mutating func checkLimits(_ record: Record, _ status: Status, _ container: SimulatedContainer) {
        guard driftPolicy(of: record) == .correct, status.lastError == nil, !restlessEngine(of: record) else { return }
        // What the space does not say is as the container was made.
        guard let made = container.ownership.map({ ContainerSpec.resources(of: $0.spec) }) else { return }
        let memory = record.space.memory ?? made.memory
        let cpus = record.space.nanoCPUs ?? made.nanoCPUs
        if container.resources.memory != memory {
            violate(.desiredReached, "\(record.key) has not the memory that it asks for")
        }
        if container.resources.nanoCPUs != cpus {
            violate(.desiredReached, "\(record.key) has not the cpus that it asks for")
        }
    }

    private func restlessEngine(of record: Record) -> Bool {
        guard let kind = record.placement?.value.engine, let index = hostIndex(kind) else { return true }
        return hosts[index].engine.ignoresUpdates
    }
}
