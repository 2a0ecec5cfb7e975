import KnotModel
import KnotStore

extension Admission {
    /// Lanes worked out on this node that no longer apply.
    package struct Obsolete {
        package var placements: [ResourceKey] = []
        package var statuses: [ResourceKey] = []
    }

    /// Stages the placements and statuses that the node worked out, where they still apply.
    package mutating func stage(
        _ placements: [ResourceKey: Placement], _ statuses: [ResourceKey: Status]
    ) -> Obsolete {
        var obsolete = Obsolete()
        for (key, placement) in placements.sorted(by: { $0.key < $1.key }) {
            guard var record = staging[key], record.placement?.value != placement else { continue }
            // It was placed otherwise meanwhile: taken over, say.
            guard placement.epoch > record.placement?.value.epoch ?? 0 else {
                obsolete.placements.append(key)
                continue
            }
            record.placement = Register(placement, stamp: stamp())
            staging[key] = record
        }
        for (key, status) in statuses.sorted(by: { $0.key < $1.key }) {
            guard var record = staging[key], record.uid == status.uid, record.status?.value != status else {
                continue
            }
            // It was placed on another node meanwhile, which tells of it from then on.
            guard record.placement.map({ $0.value.node == setting.node }) ?? true else {
                obsolete.statuses.append(key)
                continue
            }
            record.status = Register(status, stamp: stamp())
            staging[key] = record.stripped
        }
        return obsolete
    }
}
