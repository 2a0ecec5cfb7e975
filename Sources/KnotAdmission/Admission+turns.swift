import KnotModel
import KnotPlan
import KnotStore

extension Admission {
    /// What a change does to spaces apart from how their containers are made: hours, uptime, health checks, scripts and
    /// volumes that go.
    func noteTurns(_ change: inout ResourceChange, _ found: [Outlook], _ before: Staging) {
        for outlook in found {
            let key = outlook.record.key
            func tell(_ when: SpaceEffect.Time, _ message: String, losesData: Bool = false) {
                change.effects.append(SpaceEffect(key: key, when: when, message: message, losesData: losesData))
            }
            if change.key.kind == .script, outlook.isLive {
                tell(.start, "it runs the script as it is now at its next start")
                continue
            }
            guard let new = templateRecord(of: outlook.record)?.template, change.verb == .configured,
                change.key.kind == .space || change.key.kind == .template
            else { continue }
            let old =
                before.live(key)?.space.template
                .flatMap { before.live(ResourceKey(.template, name: $0)) }?.template ?? TemplateSpec([:])
            noteLostVolumes(outlook, new, tell)
            guard outlook.isLive else { continue }
            func differ(_ fields: TemplateSpec.Field...) -> Bool { fields.contains { old[$0] != new[$0] } }
            if new.isScheduled, differ(.schedule, .scheduleEnabled) {
                tell(
                    .closing,
                    new.schedule.days.contains { $0 != nil }
                        ? "it stops when its new hours end next, and is started within them only"
                        : "its new schedule has no hours at all: it runs on, and is not started again once it stops")
            }
            if let limit = new.maxUptime, differ(.maxUptime, .maxUptimeUnit) {
                tell(.closing, "it stops once it has run for \(Span(milliseconds: limit)) from now")
            }
            if new.isManual, differ(.platform) {
                tell(.closing, "it runs on, and is not started again once it stops")
            }
            if new.restartsUnhealthy, TemplateSpec.Field.healthCheck.contains(where: { differ($0) }) {
                tell(.now, "it is checked by the new rules at once, and restarted when it fails them")
            }
            if differ(.startupScript) { tell(.start, "it runs the new start-up script at its next start") }
        }
    }

    /// With `prune_volumes`, what the template no longer names is removed: at once what the container does not mount.
    private func noteLostVolumes(
        _ outlook: Outlook, _ template: TemplateSpec, _ tell: (SpaceEffect.Time, String, Bool) -> Void
    ) {
        guard template.prunesVolumes, case .success(let new) = outlook.after else { return }
        var there = Set(outlook.sight.volumes).subtracting(outlook.sight.imageVolumes)
        if let old = try? outlook.before.get(), outlook.record.currentStatus?.containerID != nil {
            there.formUnion(old.volumes)
        }
        let gone = there.subtracting(new.volumes)
        let atOnce = outlook.isLive ? gone.subtracting(outlook.sight.mounted) : []
        let later = gone.subtracting(atOnce)
        func names(_ volumes: Set<String>) -> String { volumes.sorted().joined(separator: ", ") }
        if !atOnce.isEmpty { tell(.now, "these volumes are removed with all they hold: \(names(atOnce))", true) }
        if !later.isEmpty {
            let when = outlook.isLive ? SpaceEffect.Time.restart : .start
            tell(when, "these volumes are removed with all they hold, once it has started anew: \(names(later))", true)
        }
    }
}
