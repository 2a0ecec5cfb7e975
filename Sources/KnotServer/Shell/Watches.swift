import KnotModel
import KnotStore

/// A watch of resources as the node keeps it.
package struct ResourceWatch: Sendable {
    /// Commits that wait for a slow watcher; one more and it is cut, to resume from its cursor.
    package static let capacity = 1024

    package enum Signal: Sendable {
        /// One commit's, and where a watch goes on after them.
        case changed([Record], ChangeCursor)
        /// Nothing happened to it up to here; the connection lives.
        case beat(ChangeCursor)
    }

    var kind: Kind
    var source: AsyncStream<Signal>.Continuation

    /// What a watcher gets: first what is, then what comes.
    package struct Opening: Sendable {
        /// The current records, or with a cursor what changed since, tombstones included.
        var records: [Record]
        /// Everything up to here is in `records`.
        var cursor: ChangeCursor
        package var signals: AsyncStream<Signal>
        /// Ends `signals`.
        var end: @Sendable () -> Void
    }
}

/// A watch of events as the node keeps it.
package struct EventWatch: Sendable {
    package enum Signal: Sendable {
        case happened(Event)
        case beat
    }

    var key: ResourceKey?
    var source: AsyncStream<Signal>.Continuation

    package struct Opening: Sendable {
        var events: [Event]
        package var signals: AsyncStream<Signal>
        var end: @Sendable () -> Void
    }
}
