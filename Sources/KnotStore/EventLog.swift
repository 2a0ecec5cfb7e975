import KnotModel

/// What happened lately, with repeats counted: one event for each resource, reason and message.
///
/// Messages that differ only in an engine's long ids, of which there is a new one at each try, are the same.
///
/// Bounded: at most `variants` messages for each resource and reason, of which the longest untouched makes room for a
/// new one; at most `capacity` events, the longest untouched forgotten first; and a repeat after `life` begins anew.
package struct EventLog: Sendable {
    package static let capacity = 2_000
    /// Messages that are kept of one resource and reason. Some tell a number that is another at each repeat.
    package static let variants = 4
    /// Milliseconds.
    package static let life: Int64 = 24 * 3_600_000

    private struct Slot: Hashable, Sendable {
        let key: ResourceKey
        let reason: String
        /// From 0 to below `variants`.
        let variant: Int
    }

    private var events: [Slot: Event] = [:]

    package init(_ events: [Event] = []) {
        for event in events { self.events[Self.slot(of: event)] = event }
    }

    /// Adds to the count of the resource's event of this reason and message, or begins one; of messages that are the same
    /// but for ids the newest is kept.
    /// Returns it as it now stands.
    package mutating func record(_ event: Event) -> Event {
        let slots = (0..<Self.variants).map { Slot(key: event.key, reason: event.reason, variant: $0) }
        let gist = Self.gist(event.message)
        let same = slots.first { events[$0].map { Self.gist($0.message) } == gist }
        let slot = same ?? room(slots)
        var merged = event
        merged.variant = slot.variant == 0 ? nil : slot.variant
        if let known = same.flatMap({ events[$0] }), known.last.milliseconds + Self.life > event.last.milliseconds {
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

    /// The message without runs of twelve or more hexadecimal digits.
    private static func gist(_ message: String) -> [UInt8] {
        var result: [UInt8] = []
        var run = 0
        for byte in message.utf8 {
            let isHex = (0x30...0x39).contains(byte) || (0x61...0x66).contains(byte)
            if !isHex, run >= 12 { result.removeLast(run) }
            run = isHex ? run + 1 : 0
            result.append(byte)
        }
        if run >= 12 { result.removeLast(run) }
        return result
    }

    /// A free place, or that of the message longest untouched.
    private func room(_ slots: [Slot]) -> Slot {
        slots.min { a, b in
            let times = [a, b].map { slot in events[slot].map(\.last.milliseconds) ?? .min }
            return (times[0], a.variant) < (times[1], b.variant)
        } ?? slots[0]
    }

    /// Drops a tenth, oldest first, so that shrinking is rare.
    private mutating func shrink() {
        for event in list().prefix(Self.capacity / 10) { events[Self.slot(of: event)] = nil }
    }

    private static func slot(of event: Event) -> Slot {
        Slot(key: event.key, reason: event.reason, variant: event.variant ?? 0)
    }

    private static func isOlder(_ a: Event, _ b: Event) -> Bool {
        (a.last, a.first, a.key, a.reason, a.variant ?? 0) < (b.last, b.first, b.key, b.reason, b.variant ?? 0)
    }
}
