import KnotModel
import KnotPlan
import KnotRendering
import KnotStore

/// What the committed store says should be.
extension NodeCore {
    func desire(_ record: Record, _ placement: Placement) -> DesiredSpace {
        let intent = intent(of: record)
        let rendered = rendered(record)
        return DesiredSpace(
            ownership: Ownership(
                cluster: configuration.cluster, node: configuration.node, key: record.key, uid: record.uid,
                epoch: placement.epoch,
                revision: record.revision, restart: record.spec.value.restart, restamps: recovery.restamped.count),
            intent: intent, rendered: rendered,
            overrides: ContainerSpec.Resources(
                memory: record.space.memory, nanoCPUs: record.space.nanoCPUs.map(CPUCount.settable)),
            drift: record.space.drift ?? template(of: record)?.template.drift ?? .correct,
            sharedVolumes: sharedVolumes(rendered) + commonVolumes(record, rendered),
            isObserved: latestStatus(record)?.observedRevision == record.revision,
            hold: work[record.key]?.dependencies.hold)
    }

    func intent(of record: Record) -> DesiredSpace.Intent {
        if let deletion = record.spec.value.deletion {
            return .deleted(keepVolumes: deletion.keepVolumes)
        }
        if record.key.kind == .volume { return record.volume.isActive ? .running : .stopped }
        let isManual = template(of: record)?.template.isManual == true && work[record.key]?.schedule.isLive != true
        if !record.space.isWanted || isManual {
            return .stopped
        }
        return work[record.key]?.schedule.suspension == nil ? .running : .stopped
    }

    /// The `Volume` resources that a space mounts, as this node makes them.
    private func sharedVolumes(_ rendered: Result<RenderedSpace, Failure>) -> [DesiredSpace.SharedVolume] {
        guard case .success(let space) = rendered else { return [] }
        return space.sharedVolumes.compactMap { name in
            guard let record = store[ResourceKey(.volume, name: name)], !record.isTombstone else { return nil }
            return DesiredSpace.SharedVolume(
                name: Renderer.engineName(of: record.manifest),
                ownership: Ownership(
                    cluster: configuration.cluster, node: configuration.node, key: record.key, uid: record.uid,
                    epoch: record.placement?.value.epoch ?? 1, revision: record.revision,
                    restamps: recovery.restamped.count))
        }
    }

    /// The volumes marked `shared` of a space's template: the template's own, so that no space takes them along.
    private func commonVolumes(
        _ record: Record, _ rendered: Result<RenderedSpace, Failure>
    ) -> [DesiredSpace.SharedVolume] {
        guard case .success(let space) = rendered, let template = templateRecord(of: record) else { return [] }
        return space.commonVolumes.map { name in
            DesiredSpace.SharedVolume(
                name: name,
                ownership: Ownership(
                    cluster: configuration.cluster, node: configuration.node, key: template.key, uid: template.uid,
                    epoch: 1,
                    revision: template.revision, restamps: recovery.restamped.count))
        }
    }

    func template(of record: Record) -> Manifest? { templateRecord(of: record)?.manifest }

    func templateRecord(of record: Record) -> Record? {
        guard let name = record.space.template,
            let template = store[ResourceKey(.template, name: name)], !template.isTombstone
        else { return nil }
        return template
    }

    private func rendered(_ record: Record) -> Result<RenderedSpace, Failure> {
        let name = record.space.template ?? ""
        guard record.key.kind == .space, let template = templateRecord(of: record) else {
            if let failure = recovery.quarantine[ResourceKey(.template, name: name)] { return .failure(failure) }
            return .failure(
                Failure(
                    .templateMissing, subject: record.key.description,
                    "there is no template named '\(name)': apply it again, or name another in the space's 'template'"))
        }
        return renders.result(record, template) ?? render(record, template)
    }

    private func render(_ record: Record, _ template: Record) -> Result<RenderedSpace, Failure> {
        do throws(Failure) {
            return .success(try SpaceRenderer(store, configuration.render).render(record, template))
        } catch {
            return .failure(recovery.quarantine.explaining(error))
        }
    }

    /// Renders the space now, if that was not done since it last changed.
    mutating func prepare(_ record: Record) {
        guard record.key.kind == .space, let template = templateRecord(of: record),
            renders.result(record, template) == nil
        else { return }
        renders.keep(render(record, template), of: record, template)
    }

    /// The newest status of this very object, durable or on its way.
    func latestStatus(_ record: Record) -> Status? {
        if let status = statuses[record.key], status.uid == record.uid { return status }
        return record.currentStatus
    }
}
