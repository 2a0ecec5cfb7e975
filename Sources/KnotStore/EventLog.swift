import KnotModel

/// What happened lately, with repeats counted: one event for each resource and reason.
///
/// Bounded: at most `capacity` events, the longest untouched forgotten first; and `Event`s unseen for `life` go too.
package struct EventLog: Sendable {
    package static let capacity = 2_000
    /// Milliseconds.
    package static let life: Int64 = 24 * 3_600_000

    private struct Slot: Hashable, Sendable {
        let key: ResourceKey
        let reason: String
    }

    private var events: [Slot: Event] = [:]

    package init(_ events: [Event] = []) {
        for event in events { self.events[Slot(key: event.key, reason: event.reason)] = event }
    }

    /// Adds to the count of the resource's event of this reason, or begins one; the message becomes the newest.
    /// Returns it as it now stands.
    package mutating func record(_ event: Event) -> Event {
        let slot = Slot(key: event.key, reason: event.reason)
        var merged = event
        if let known = events[slot], known.last.milliseconds + Self.life > event.last.milliseconds {
            merged.count += known.count
            merged.first = known.first
        }
        events[slot] = merged
        if events.count > Self.capacity { shrink() }
        return merged
    }

    /// Newest last; of one resource, or of all.
    package func list(for key: ResourceKey? = nil) -> [Event] {
        events.values.filter { key == nil || $0.key == key }.sorted(by: Self.isOlder)
    }

    /// Drops a tenth, oldest first, so that shrinking is rare.
    private mutating func shrink() {
        for event in list().prefix(Self.capacity / 10) {
            events[Slot(key: event.key, reason: event.reason)] = nil
        }
    }

    private static func isOlder(_ a: Event, _ b: Event) -> Bool {
        (a.last, a.first, a.key, a.reason) < (b.last, b.first, b.key, b.reason)
    }
}
