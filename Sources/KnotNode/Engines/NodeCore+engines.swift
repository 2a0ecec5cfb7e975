import KnotModel
import KnotPlan
import KnotStore

/// What the node believes of its engines.
extension NodeCore {
    mutating func engineUp(_ kind: EngineKind, version: String) {
        var engine = engines[kind] ?? EngineState()
        let wasUp = engine.isUp
        engine.isUp = true
        engine.version = version
        engine.failure = nil
        if !wasUp {
            engine.listed = nil
            engine.relistAt = Uptime(milliseconds: 0)
        }
        engines[kind] = engine
        if !wasUp { distrust(kind) }
    }

    mutating func engineDown(_ kind: EngineKind, _ failure: Failure) {
        var engine = engines[kind] ?? EngineState()
        let wasUp = engine.isUp || engine.failure == nil
        engine.isUp = false
        engine.failure = failure
        engines[kind] = engine
        if wasUp { distrust(kind) }
    }

    /// Whatever is believed of the engine's containers may be wrong: every key that has to do with it is looked at.
    private mutating func distrust(_ kind: EngineKind) {
        for key in work.keys.sorted() {
            work[key]?.looks.views[kind]?.isStale = true
            work[key]?.execution.isVolumeAdopted = false
            work[key]?.looks.wipeFailures()
            // What failed because the engine did not answer has no reason to wait any longer.
            if work[key]?.retries.lastError?.code == .engineUnreachable {
                work[key]?.retries.failures = 0
                work[key]?.retries.notBefore = nil
            }
        }
        for key in ownKeys {
            if let placement = store[key]?.placement?.value, placement.engine != kind { continue }
            ready.append(key)
        }
    }

    /// The spaces and volumes that are placed on this node, or nowhere yet.
    private var ownKeys: [ResourceKey] {
        [Kind.space, .volume].flatMap { kind in
            (store.keys(of: kind, on: configuration.node) + store.keys(of: kind, on: nil)).sorted()
        }
    }

    /// Begins the full listings that are due.
    mutating func relist(_ now: Moment) {
        for kind in engines.keys.sorted() {
            guard let engine = engines[kind], engine.isUp, !inFlight.isListing(kind),
                let due = engine.relistAt, due <= now.uptime
            else { continue }
            engines[kind]?.isHinted = false
            effects.append(.observe(inFlight.list(kind), kind, .all))
        }
    }

    private mutating func relistLater(_ kind: EngineKind, _ now: Moment) {
        let interval = configuration.relistInterval
        let wait = Int64.random(in: interval * 9 / 10...interval * 11 / 10, using: &generator)
        // A hint that came meanwhile: the listing may show the time before it.
        let isHinted = engines[kind]?.isHinted == true
        engines[kind]?.relistAt = now.uptime + (isHinted ? 250 : wait)
    }

    mutating func observed(_ id: ObservationID, _ snapshot: EngineSnapshot, _ now: Moment) {
        guard let look = inFlight.answered(id) else { return }
        let snapshot = current(snapshot)
        switch look {
        case .listing(let kind):
            relistLater(kind, now)
            learn(snapshot.containers, now)
            listed(kind, snapshot)
        case .key(let key, let kind):
            looked(key, kind, .success(snapshot), now)
        }
    }

    mutating func observeFailed(_ id: ObservationID, _ failure: Failure, _ now: Moment) {
        guard let look = inFlight.answered(id) else { return }
        switch look {
        case .listing(let kind):
            relistLater(kind, now)
            log(.warning, "Listing failed", ["error": failure.description])
        case .key(let key, let kind):
            looked(key, kind, .failure(failure), now)
        }
    }

    /// A hint only makes us look. Without an event anything may have happened.
    mutating func hinted(_ kind: EngineKind, _ event: EngineEvent?) {
        guard let event else {
            engines[kind]?.isHinted = true
            if engines[kind]?.isUp == true, !inFlight.isListing(kind) {
                engines[kind]?.relistAt = Uptime(milliseconds: 0)
            }
            return
        }
        doubt(event.key, kind)
    }

    private mutating func doubt(_ key: ResourceKey, _ kind: EngineKind) {
        guard key.kind.isReconciled else { return }
        var entry = work[key] ?? Work()
        entry.looks.views[kind]?.isStale = true
        entry.looks.isHinted = true
        work[key] = entry
        ready.append(key)
    }

    /// A full listing: keys where it disagrees with the newest look are looked at again. It may itself be older than that
    /// look, so it never counts as one.
    private mutating func listed(_ kind: EngineKind, _ snapshot: EngineSnapshot) {
        if let volumes = snapshot.foreignVolumes { engines[kind]?.foreignVolumes = volumes }
        var marks: [ResourceKey: [EngineState.Mark]] = [:]
        for container in snapshot.containers { marks[container.ownership.key, default: []].append(.init(container)) }
        let images = ImageListing(snapshot.images)
        let before = engines[kind]?.listed
        let isFirst = before == nil
        engines[kind]?.listed = marks
        let unknown = snapshot.containers.filter { doubt($0.ownership) != nil }
        engines[kind]?.unknown = unknown
        for (key, found) in marks.sorted(by: { $0.key < $1.key }) {
            let seen = work[key]?.looks.views[kind]?.snapshot.containers.map(EngineState.Mark.init)
            if seen.map(Set.init) != Set(found) || isOvertaken(work[key]?.looks.views[kind], images) {
                doubt(key, kind)
            }
        }
        for key in work.keys.sorted() where marks[key] == nil {
            if let view = work[key]?.looks.views[kind], !view.snapshot.containers.isEmpty { doubt(key, kind) }
        }
        if isFirst {
            for key in ownKeys { ready.append(key) }
        }
        // A look may have shown it already, when there was no listing to tell that it does not belong here.
        for key in marks.keys.sorted() where before?[key] == nil && isElsewhere(key) { ready.append(key) }
    }

    /// Whether nothing of a key should run here: it is over, or placed on another node.
    private func isElsewhere(_ key: ResourceKey) -> Bool {
        guard let record = store[key] else { return false }
        return record.isTombstone || record.placement.map { $0.value.node != configuration.node } ?? false
    }

    /// Whether the listing shows another image under a container's reference than the newest look did.
    private func isOvertaken(_ view: Looks.View?, _ images: ImageListing) -> Bool {
        guard let view else { return false }
        return view.snapshot.containers.contains { container in
            guard let reference = container.ownership.spec["image"]?.string else { return false }
            let named = view.snapshot.images.first { $0.names.contains(reference) }
            return images.contradicts(named?.id ?? container.detail?.imageID ?? "", under: reference)
        }
    }

    /// Where a space or volume should go, as far as this node can tell.
    func choosePlace(_ record: Record, template: Manifest?) throws(Failure) -> Placement {
        let engines = configuration.enginePreference.filter { self.engines[$0]?.isUp == true }
        let here = NodeView(
            node: configuration.node, name: configuration.name, hosts: configuration.hosts, zone: configuration.zone,
            engines: engines, load: 0)
        let isVolume = record.key.kind == .volume
        let (zone, node) =
            isVolume ? (record.volume.zone, record.volume.node) : (record.space.zone, record.space.node)
        let platform = isVolume ? record.volume.platform : template?.template.platform
        let place = try PlacementChoice.choose(
            record.key, zone: zone, node: node, platform: platform,
            allowedZones: template?.template.zones ?? [], among: [here])
        return Placement(node: place.node, engine: place.engine, epoch: (record.placement?.value.epoch ?? 0) + 1)
    }
}
