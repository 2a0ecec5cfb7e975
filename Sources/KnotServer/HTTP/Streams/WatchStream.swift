import Hummingbird
import KnotAPI
import KnotModel
import NIOCore
import ServiceLifecycle

/// Writes a watch: what is, a bookmark, then every change and a bookmark now and then, one JSON document a line.
struct WatchStream {
    let filter: ResourceFilter
    let isResumed: Bool
    let opening: ResourceWatch.Opening
    /// Everything up to here was sent.
    private var cursor: Stamp
    /// What the watcher believes to be there. A resumed one may believe in anything.
    private var shown: Set<ResourceKey> = []

    init(filter: ResourceFilter, since: Stamp?, opening: ResourceWatch.Opening) {
        self.filter = filter
        isResumed = since != nil
        self.opening = opening
        cursor = since ?? Stamp(ticks: 0, node: opening.cursor.node)
    }

    /// Returns when the watch is cut, or the server stops; throws when the watcher is gone.
    mutating func run(_ writer: inout any ResponseBodyWriter) async throws {
        let end = opening.end
        defer { end() }
        try await write(opening.records.sorted { ($0.latest, $0.key) < ($1.latest, $1.key) }, &writer)
        cursor = max(cursor, opening.cursor)
        try await writer.write(try bookmark())
        let signals = opening.signals
        try await withTaskCancellationHandler {
            try await withGracefulShutdownHandler {
                for await signal in signals {
                    switch signal {
                    case .beat: try await writer.write(try bookmark())
                    case .changed(let records): try await write(records, &writer)
                    }
                }
            } onGracefulShutdown: {
                end()
            }
        } onCancel: {
            end()
        }
    }

    /// Records in order of `latest`. A cursor is only given out once everything up to it was sent.
    private mutating func write(_ records: [Record], _ writer: inout any ResponseBodyWriter) async throws {
        var lines = ByteBuffer()
        for (index, record) in records.enumerated() {
            let isLastOfStamp = index + 1 == records.count || records[index + 1].latest > record.latest
            if isLastOfStamp { cursor = max(cursor, record.latest) }
            guard let event = event(record) else { continue }
            lines.writeBytes(try Self.line(event))
            if lines.readableBytes > 64 * 1024 {
                try await writer.write(lines)
                lines.clear()
            }
        }
        if lines.readableBytes > 0 { try await writer.write(lines) }
    }

    private func bookmark() throws -> ByteBuffer {
        ByteBuffer(bytes: try Self.line(WatchEvent(change: .bookmark, resource: nil, cursor: cursor)))
    }

    /// What the watcher is told of a record; `nil` when it is none of its business.
    private mutating func event(_ record: Record) -> WatchEvent? {
        let document = Mask.covered(ResourceDocument(record))
        if !record.isTombstone, filter.matches(record) {
            shown.insert(record.key)
            return WatchEvent(change: .put, resource: document, cursor: cursor)
        }
        guard shown.remove(record.key) != nil || isResumed else { return nil }
        return WatchEvent(change: .deleted, resource: document, cursor: cursor)
    }

    private static func line(_ event: WatchEvent) throws -> [UInt8] {
        try APICoding.encode(event) + [UInt8(ascii: "\n")]
    }
}
