import KnotModel

/// What became of stamps that were ahead of the clock, for what still has them: the labels of containers and volumes that
/// were made before.
package struct RestampedSpan: Sendable, Hashable {
    /// A stamp that a label may have, and the ticks of the one in its place.
    package struct Replacement: Sendable, Hashable {
        package var former: Stamp
        package var ticks: UInt64

        package init(former: Stamp, ticks: UInt64) {
            self.former = former
            self.ticks = ticks
        }
    }

    /// Ticks above this were replaced, up to `until`.
    package var since: UInt64
    package var until: UInt64
    /// The ticks right before the first that stand in place of others.
    package var floor: UInt64
    /// By the former stamp.
    package var replacements: [Replacement]

    /// - Parameter labelled: The former stamps that labels may have: revisions and restarts.
    package init(_ restamping: Restamping, labelled: Set<Stamp>) {
        since = restamping.limit
        until = restamping.former.last?.ticks ?? restamping.limit
        floor = restamping.first - 1
        replacements = restamping.former.filter(labelled.contains).map {
            Replacement(former: $0, ticks: restamping[$0].ticks)
        }
    }

    /// One of which nothing is known: it replaces nothing.
    package static let unknown = RestampedSpan(since: 0, until: 0, floor: 0, replacements: [])

    private init(since: UInt64, until: UInt64, floor: UInt64, replacements: [Replacement]) {
        (self.since, self.until, self.floor, self.replacements) = (since, until, floor, replacements)
    }

    /// What a label would have now. A stamp that nothing has any more, because something later was written over it, counts
    /// as the one before it: it stays earlier than what came after.
    package subscript(stamp: Stamp) -> Stamp {
        guard stamp.ticks > since, stamp.ticks <= until else { return stamp }
        let index = replacements.index(ofLastUpTo: stamp) { $0.former }
        return Stamp(ticks: index.map { replacements[$0].ticks } ?? floor, node: stamp.node)
    }
}

extension RestampedSpan: CustomStringConvertible, LosslessStringConvertible {
    /// As a database keeps it: `SINCE UNTIL FLOOR`, then a line `TICKS STAMP` for each replacement, the stamp being the
    /// former one.
    package var description: String {
        (["\(since) \(until) \(floor)"] + replacements.map { "\($0.ticks) \($0.former)" }).joined(separator: "\n")
    }

    package init?(_ text: String) {
        let lines = text.split(separator: "\n")
        let numbers = lines.first?.split(separator: " ").map { UInt64($0) } ?? []
        guard numbers.count == 3, let since = numbers[0], let until = numbers[1], let floor = numbers[2] else {
            return nil
        }
        var replacements: [Replacement] = []
        for line in lines.dropFirst() {
            let parts = line.split(separator: " ", maxSplits: 1).map(String.init)
            guard parts.count == 2, let ticks = UInt64(parts[0]), let former = Stamp(parts[1]) else { return nil }
            replacements.append(Replacement(former: former, ticks: ticks))
        }
        self.init(since: since, until: until, floor: floor, replacements: replacements)
    }
}
