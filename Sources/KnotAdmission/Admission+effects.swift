import KnotModel
import KnotPlan
import KnotRendering
import KnotStore

extension Admission {
    /// Says of each change what it does to spaces: which wait for a restart because of it, by comparing with what runs,
    /// which can no longer be made, and what happens to others now or later. What then shows as pending is what was said.
    func noteEffects(_ changes: inout [ResourceChange], before: Staging) {
        let touched = changes.filter { $0.verb != .unchanged }
        guard !touched.isEmpty else { return }
        let concern = Concern(touched.lazy.map(\.key), before: before.store)
        let renderers = (
            before: SpaceRenderer(before.store, setting.context), after: SpaceRenderer(staging.store, setting.context)
        )
        var outlooks: [ResourceKey: Outlook?] = [:]
        for index in changes.indices where changes[index].verb != .unchanged {
            let key = changes[index].key
            // Nothing runs yet of what is new, and nothing is made anew of what goes.
            if key.kind == .space, changes[index].verb != .configured {
                noteLoss(&changes[index], before, renderers.before)
                continue
            }
            let spaces = concern.spaces(of: key, in: staging.store)
            for space in spaces where outlooks[space] == nil {
                outlooks[space] = .some(outlook(space, renderers, before))
            }
            let found = spaces.compactMap { outlooks[$0] ?? nil }
            noteWaiting(&changes[index], found)
            noteLabels(&changes[index], found)
            noteTurns(&changes[index], found, before)
        }
    }

    private func noteWaiting(_ change: inout ResourceChange, _ found: [Outlook]) {
        for outlook in found {
            if !outlook.pending.isEmpty {
                change.pending.append(outlook.record.key)
                change.effects.append(
                    SpaceEffect(key: outlook.record.key, when: .restart, differences: outlook.pending))
            }
            if let failure = outlook.blocked {
                change.blocked.append(.init(key: outlook.record.key, reason: failure.message))
            }
        }
    }

    /// A field waits for a restart where some space would be made differently because of it.
    private func noteLabels(_ change: inout ResourceChange, _ found: [Outlook]) {
        guard change.verb == .configured else { return }
        let differing = found.filter(\.differs)
        var fields: Set<String>? = []
        for outlook in differing {
            guard let more = outlook.fields else {
                fields = nil
                break
            }
            fields?.formUnion(more)
        }
        for index in change.differences.indices where change.differences[index].effect == .restart {
            let parts = change.differences[index].path.split(whereSeparator: { ".[".contains($0) })
            var waits = !differing.isEmpty
            if parts.first == "container", parts.count > 1, let fields, !["pull", "auth"].contains(parts[1]) {
                waits = fields.contains(String(parts[1]))
            }
            if !waits { change.differences[index].effect = .none }
        }
    }

    /// What a space loses that is deleted.
    private func noteLoss(_ change: inout ResourceChange, _ before: Staging, _ renderer: SpaceRenderer) {
        guard change.verb == .deleted || change.verb == .pruned, let record = before.live(change.key),
            staging[change.key]?.spec.value.deletion?.keepVolumes == false,
            let template = record.space.template
                .flatMap({ before.live(ResourceKey(.template, name: $0)) }),
            let rendered = try? renderer.render(record, template)
        else { return }
        var kept = Set(setting.sight(record, rendered).volumes)
        if record.currentStatus?.containerID != nil { kept.formUnion(rendered.volumes) }
        if !kept.isEmpty {
            change.effects.append(
                SpaceEffect(
                    key: change.key, when: .now,
                    message:
                        "it is deleted with its volumes and all they hold: \(kept.sorted().joined(separator: ", "))",
                    losesData: true))
        }
    }
}
