import KnotModel

/// Events, the latest last.
package enum EventTable {
    package static func table(_ events: [Event], now: WallTime) -> Table {
        Table(
            ["FIRST", "LAST", "SEVERITY", "REASON", "RESOURCE", "COUNT", "MESSAGE"],
            rows: events.map { row($0, now: now) })
    }

    package static func row(_ event: Event, now: WallTime) -> [Table.Cell] {
        [
            Table.Cell(Age.text(from: event.first, to: now) + " ago"),
            Table.Cell(Age.text(from: event.last, to: now) + " ago"),
            Table.Cell(event.severity.rawValue, event.severity == .warning ? .bad : .plain),
            Table.Cell(event.reason),
            Table.Cell(event.key.description),
            Table.Cell(String(event.count)),
            Table.Cell(event.message),
        ]
    }
}
