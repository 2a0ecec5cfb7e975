import KnotModel

/// A record as a view of lanes: what of it stands in which lane, and how it is put together again.
///
/// The fields `running`, `cpus` and `memory` of a space, and the restart asked for, are parts of the spec to whoever reads a
/// record; each has a lane of its own, so that a command on one server and an apply on another both survive. The record's
/// revision is the latest stamp of these lanes: a stop is a new revision, as an apply is.
extension Record {
    /// The fields of a space that have lanes, by lane.
    private static let fieldLanes: [(lane: LaneName, field: String)] = [
        (.cpus, "cpus"), (.memory, "memory"), (.running, "running"),
    ]

    /// Lanes that make up a record's spec.
    package static let specLanes: Set<LaneName> = [.spec, .restart, .cpus, .memory, .running]

    /// What each lane holds, by lane, without those that hold nothing.
    package var contents: [(lane: LaneName, content: LaneContent)] {
        if let gone { return [(.spec, .gone(gone))] }
        var lane = spec.value
        var contents: [(lane: LaneName, content: LaneContent)] = []
        if key.kind == .space {
            for (name, field) in Self.fieldLanes {
                if let value = lane.fields[field] { contents.append((name, .field(value))) }
                lane.fields[field] = nil
            }
            if let restart = lane.restart { contents.append((.restart, .restart(restart))) }
            lane.restart = nil
        }
        contents.append((.spec, .spec(lane)))
        if let placement { contents.append((.placement, .placement(placement.value))) }
        if let status { contents.append((.status, .status(status.value))) }
        return contents.sorted { $0.lane < $1.lane }
    }

    /// The record that lanes of one object make up; `nil` without a `spec`, which may come later than the others.
    package init?(_ key: ResourceKey, uid: UID, lanes: [(lane: LaneName, content: LaneContent, stamp: Stamp)]) {
        if let (lane, content, stamp) = lanes.first, lane == .spec, case .gone(let gone) = content {
            self.init(key, uid: uid, gone, stamp: stamp)
            return
        }
        guard let (lane, stamp) = lanes.lazy.compactMap(Self.spec).first else { return nil }
        self.init(key: key, spec: Register(lane, stamp: stamp))
        // The same text where it is in memory already.
        if spec.value.uid == uid { spec.value.uid = uid }
        for (name, content, stamp) in lanes {
            switch content {
            case .spec, .gone: break
            case .field(let value):
                guard let field = Self.fieldLanes.first(where: { $0.lane == name })?.field else { continue }
                spec.value.fields[field] = value
            case .restart(let restart): spec.value.restart = restart
            case .placement(let value): placement = Register(value, stamp: stamp)
            case .status(var value):
                if value.uid == uid { value.uid = uid }
                status = Register(value, stamp: stamp)
            }
            if Self.specLanes.contains(name) { spec.stamp = max(spec.stamp, stamp) }
        }
    }

    private static func spec(_ lane: LaneName, _ content: LaneContent, _ stamp: Stamp) -> (SpecLane, Stamp)? {
        guard case .spec(let value) = content else { return nil }
        return (value, stamp)
    }

    /// The lanes to write so that this record comes of the former one, by lane. All of them for another object.
    package func writes(from old: Record?) -> [LaneWrite] {
        let old = old?.uid == uid ? old : nil
        if let gone {
            guard old?.gone != gone else { return [] }
            return [LaneWrite(lane: .spec, uid: uid, stage: .gone, epoch: 0, stamp: latest, content: .gone(gone))]
        }
        let new = Dictionary(uniqueKeysWithValues: contents.map { ($0.lane, $0.content) })
        let known = Dictionary(uniqueKeysWithValues: (old?.contents ?? []).map { ($0.lane, $0.content) })
        var changed = Set(new.keys).union(known.keys).filter { new[$0] != known[$0] }
        // A new revision that changes nothing is one all the same.
        if let old, old.spec.stamp != spec.stamp, changed.isDisjoint(with: Self.specLanes) { changed.insert(.spec) }
        return changed.sorted().compactMap { lane in
            guard let content = new[lane] ?? Self.emptied(lane) else { return nil }
            return LaneWrite(
                lane: lane, uid: uid, stage: lane == .spec && isDeleting ? .deleting : .live, epoch: epoch(of: lane),
                stamp: stamp(of: lane), content: content)
        }
    }

    /// What says that a lane holds nothing any more. Placements and statuses are replaced, never taken away.
    private static func emptied(_ lane: LaneName) -> LaneContent? {
        if lane == .restart { return .restart(nil) }
        return fieldLanes.contains { $0.lane == lane } ? .field(nil) : nil
    }

    private func epoch(of lane: LaneName) -> UInt64 {
        [.placement, .status].contains(lane) ? placement?.value.epoch ?? 0 : 0
    }

    private func stamp(of lane: LaneName) -> Stamp {
        let other = lane == .placement ? placement?.stamp : lane == .status ? status?.stamp : nil
        return other ?? spec.stamp
    }
}
