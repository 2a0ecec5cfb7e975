import KnotModel

/// New stamps in place of those that are ahead of the wall clock: in the same order, each another one, later than every
/// stamp that is not ahead, and not after the clock.
///
/// They are the last ticks up to the clock, without a gap: to whoever reads their time, all was written just now.
package struct Restamping: Sendable, Hashable {
    /// The stamps that are replaced, in order.
    package let former: [Stamp]
    /// The last ticks that are not ahead.
    package let limit: UInt64
    /// The ticks of the first new stamp; the others follow one by one.
    package let first: UInt64

    /// - Parameter stamps: All that are stored.
    /// - Throws: `busy` when there is no room between the latest stamp that is not ahead and the clock, which ends as the
    ///   clock goes on.
    package init(_ stamps: some Sequence<Stamp>, at wall: WallTime) throws(Failure) {
        let limit = UInt64(max(0, wall.milliseconds)) << 16 | 0xFFFF
        var ahead: Set<Stamp> = []
        var latest: UInt64 = 0
        for stamp in stamps {
            if stamp.ticks > limit { ahead.insert(stamp) } else { latest = max(latest, stamp.ticks) }
        }
        guard UInt64(ahead.count) <= limit - latest else {
            throw Failure(
                .busy, subject: "stamps",
                "the clock has not gone on far enough since the last write; repeat in a minute")
        }
        former = ahead.sorted()
        self.limit = limit
        first = limit - UInt64(ahead.count) + 1
    }

    package var isEmpty: Bool { former.isEmpty }

    /// What stands in place of a stamp: itself, when it is not ahead.
    package subscript(stamp: Stamp) -> Stamp {
        guard let index = former.index(ofLastUpTo: stamp, by: { $0 }), former[index] == stamp else { return stamp }
        return Stamp(ticks: first + UInt64(index), node: stamp.node)
    }

    /// The entry with new stamps in its header; its value is another matter.
    package func header(of entry: LaneEntry) -> LaneEntry {
        var entry = entry
        entry.stamp = self[entry.stamp]
        entry.base = entry.base.map { self[$0] }
        entry.object.created = self[entry.object.created]
        return entry
    }

    /// What a lane says, with new stamps.
    package func content(_ content: LaneContent) -> LaneContent {
        switch content {
        case .spec(var spec):
            spec.restart = spec.restart.map { self[$0] }
            return .spec(spec)
        case .restart(let stamp): return .restart(stamp.map { self[$0] })
        case .status(var status):
            status.observedRevision = self[status.observedRevision]
            return .status(status)
        case .field, .placement, .gone: return content
        }
    }
}

extension LaneEntry {
    /// Those beside the value: its own, its base, and that of its object's creation.
    package var headerStamps: [Stamp] { [stamp, object.created] + [base].compactMap { $0 } }
}

extension LaneContent {
    /// The stamps in it.
    package var stamps: [Stamp] {
        switch self {
        case .spec(let spec): [spec.restart].compactMap { $0 }
        case .restart(let stamp): [stamp].compactMap { $0 }
        case .status(let status): [status.observedRevision]
        case .field, .placement, .gone: []
        }
    }
}

extension Array {
    /// The index of the last element of a sorted array whose value is not greater than `bound`.
    func index<Value: Comparable>(ofLastUpTo bound: Value, by value: (Element) -> Value) -> Int? {
        var low = 0
        var high = count
        while low < high {
            let middle = (low + high) / 2
            if value(self[middle]) <= bound { low = middle + 1 } else { high = middle }
        }
        return low == 0 ? nil : low - 1
    }
}
