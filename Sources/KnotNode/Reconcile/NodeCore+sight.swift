import KnotModel
import KnotPlan

extension NodeCore {
    /// What runs of a space, compared with what it would be made of. The same plan as the reconciler's says so.
    func sight(of record: Record, _ rendered: RenderedSpace) -> SpaceSight {
        guard let placement = record.placement?.value, let entry = work[record.key],
            let view = entry.looks.views[placement.engine]
        else { return SpaceSight() }
        var sight = SpaceSight(state: .down)
        sight.volumes = view.snapshot.volumes.filter { $0.ownership.uid == record.uid }.map(\.name)
        sight.imageVolumes = Set(view.snapshot.volumes.filter { $0.imagePlace != nil }.map(\.name))
        let ownership = Ownership(
            cluster: configuration.cluster, node: configuration.node, key: record.key, uid: record.uid,
            epoch: placement.epoch,
            revision: record.revision, restart: record.spec.value.restart)
        let plan = Plan(
            DesiredSpace(
                ownership: ownership, intent: .running, rendered: .success(rendered), hold: entry.dependencies.hold),
            ObservedSpace(containers: view.snapshot.containers, images: view.snapshot.images),
            PlanMemory(imageMissing: entry.execution.imageMissing))
        guard let current = plan.current else { return sight }
        sight.mounted = Set(Plan.mountedVolumes(of: current, rendered))
        let endsIt = plan.steps.contains { $0.action.endsRun(of: current) }
        let isWanted = record.space.isWanted && entry.schedule.suspension == nil && !record.isDeleting
        if isWanted, !endsIt, current.state == .running { sight.state = .live(pending: plan.pending) }
        return sight
    }
}
