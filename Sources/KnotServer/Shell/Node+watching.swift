import KnotModel
import KnotNode
import KnotStore

extension Node {
    /// Opens a watch of a kind: the current records, or what changed after `cursor`, and then every change.
    package func watch(_ kind: Kind, since cursor: ChangeCursor?) throws(Failure) -> ResourceWatch.Opening {
        let records = try records(of: kind, since: cursor)
        let id = try admitWatch()
        let (signals, source) = AsyncStream.makeStream(
            of: ResourceWatch.Signal.self, bufferingPolicy: .bufferingOldest(ResourceWatch.capacity))
        watches[id] = ResourceWatch(kind: kind, source: source)
        source.onTermination = { [weak self] _ in Task { await self?.forgetWatch(id) } }
        return .init(records: records, cursor: core.replica.changes.cursor, signals: signals) { source.finish() }
    }

    /// The current records of a kind, or those that changed after `cursor`, tombstones included.
    private func records(of kind: Kind, since cursor: ChangeCursor?) throws(Failure) -> [Record] {
        guard let cursor else { return core.store.records(of: kind) }
        if case .changes(let keys, _) = core.replica.changes.read(after: cursor) {
            let keys = keys.filter { $0.kind == kind }
            let records = keys.compactMap { core.store[$0] }
            // Of one that is no longer known as deleted nothing can be told.
            if records.count == keys.count { return records }
        }
        throw Failure(
            .conflict, subject: kind.plural,
            "the cursor \(cursor) is of an earlier start of this server, of another server, or too old: list again and "
                + "watch from there")
    }

    /// Opens a watch of events: those known, then each as it happens or repeats.
    func watchEvents(for key: ResourceKey?) throws(Failure) -> EventWatch.Opening {
        let id = try admitWatch()
        let (signals, source) = AsyncStream.makeStream(
            of: EventWatch.Signal.self, bufferingPolicy: .bufferingOldest(ResourceWatch.capacity))
        eventWatches[id] = EventWatch(key: key, source: source)
        source.onTermination = { [weak self] _ in Task { await self?.forgetWatch(id) } }
        return .init(events: core.events.list(for: key), signals: signals) { source.finish() }
    }

    private func admitWatch() throws(Failure) -> UInt64 {
        guard !isStopping else { throw Self.stoppingFailure }
        guard watches.count + eventWatches.count < Self.maximumWatches else {
            throw Failure(
                .busy, subject: identity.name,
                "node \(identity.name) serves \(Self.maximumWatches) watches already; try again later")
        }
        nextWatch += 1
        return nextWatch
    }

    private func forgetWatch(_ id: UInt64) {
        watches[id] = nil
        eventWatches[id] = nil
    }

    /// The committed store changed in these keys.
    func changed(_ keys: [ResourceKey]) {
        let store = core.store
        dropHookOutputs(keys)
        if keys.contains(where: { $0.kind == .variable }) { redaction.set(core.redactor) }
        if keys.contains(where: { $0.kind == .token }) { bearers = Bearer.all(in: store) }
        guard !watches.isEmpty else { return }
        let records = keys.compactMap { store[$0] }
        let cursor = core.replica.changes.cursor
        for (id, watch) in watches {
            let own = records.filter { $0.key.kind == watch.kind }
            guard !own.isEmpty, case .dropped = watch.source.yield(.changed(own, cursor)) else { continue }
            // Too slow. It resumes from its last cursor, and misses nothing.
            watch.source.finish()
            watches[id] = nil
            metrics.watchCut()
        }
    }

    /// Tells event watchers what has become durable.
    func publish(_ events: [Event]) {
        for (id, watch) in eventWatches {
            for event in events where watch.key == nil || watch.key == event.key {
                guard case .dropped = watch.source.yield(.happened(event)) else { continue }
                watch.source.finish()
                eventWatches[id] = nil
                metrics.watchCut()
                break
            }
        }
    }

    /// Lets every watcher's connection show that it lives. A full buffer is not cut for it.
    func beat() {
        for watch in watches.values { watch.source.yield(.beat(core.replica.changes.cursor)) }
        for watch in eventWatches.values { watch.source.yield(.beat) }
    }

    func endWatches() {
        for watch in watches.values { watch.source.finish() }
        for watch in eventWatches.values { watch.source.finish() }
        watches = [:]
        eventWatches = [:]
    }

    /// How many watches are open.
    package var watchCount: Int { watches.count + eventWatches.count }
}
