import Hummingbird
import KnotAPI
import KnotModel
import KnotStore
import NIOCore
import ServiceLifecycle

/// Writes a watch: what is, a bookmark, then every change and a bookmark now and then, one JSON document a line.
struct WatchStream {
    let filter: ResourceFilter
    let isResumed: Bool
    let opening: ResourceWatch.Opening
    let names: NodeNames
    /// Everything up to here was sent; `nil` before all that there is was.
    private var cursor: ChangeCursor?
    /// What the watcher believes to be there. A resumed one may believe in anything.
    private var shown: Set<ResourceKey> = []

    init(filter: ResourceFilter, since: ChangeCursor?, opening: ResourceWatch.Opening, names: NodeNames) {
        self.filter = filter
        isResumed = since != nil
        self.opening = opening
        self.names = names
        cursor = since
    }

    /// Returns when the watch is cut, or the server stops; throws when the watcher is gone.
    mutating func run(_ writer: inout any ResponseBodyWriter) async throws {
        let end = opening.end
        defer { end() }
        try await write(opening.records, &writer)
        cursor = opening.cursor
        try await writer.write(try bookmark())
        let signals = opening.signals
        try await withTaskCancellationHandler {
            try await withGracefulShutdownHandler {
                for await signal in signals {
                    switch signal {
                    case .beat(let next):
                        cursor = next
                        try await writer.write(try bookmark())
                    case .changed(let records, let next): try await write(records, then: next, &writer)
                    }
                }
            } onGracefulShutdown: {
                end()
            }
        } onCancel: {
            end()
        }
    }

    /// A cursor is only given out once everything up to it was sent: `next` with the last line.
    private mutating func write(
        _ records: [Record], then next: ChangeCursor? = nil, _ writer: inout any ResponseBodyWriter
    ) async throws {
        var events = records.compactMap { event($0) }
        if let next {
            cursor = next
            if let last = events.indices.last { events[last].cursor = next.description }
        }
        var lines = ByteBuffer()
        for event in events {
            lines.writeBytes(try Self.line(event))
            if lines.readableBytes > 64 * 1024 {
                try await writer.write(lines)
                lines.clear()
            }
        }
        if lines.readableBytes > 0 { try await writer.write(lines) }
    }

    private func bookmark() throws -> ByteBuffer {
        ByteBuffer(bytes: try Self.line(WatchEvent(change: .bookmark, resource: nil, cursor: cursor?.description)))
    }

    /// What the watcher is told of a record; `nil` when it is none of its business.
    private mutating func event(_ record: Record) -> WatchEvent? {
        let document = Mask.covered(ResourceDocument(record, names))
        if !record.isTombstone, filter.matches(record) {
            shown.insert(record.key)
            return WatchEvent(change: .put, resource: document, cursor: cursor?.description)
        }
        guard shown.remove(record.key) != nil || isResumed else { return nil }
        return WatchEvent(change: .deleted, resource: document, cursor: cursor?.description)
    }

    private static func line(_ event: WatchEvent) throws -> [UInt8] {
        try APICoding.encode(event) + [UInt8(ascii: "\n")]
    }
}
