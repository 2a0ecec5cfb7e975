import KnotModel
import KnotStore

/// Comparing hashes with peers that cover the same: it finds nothing unless something is wrong.
extension NodeCore {
    /// The peer that was asked had nothing to tell: it may be asked whether it has the same.
    mutating func beginComparison(_ now: Moment) {
        guard let inquiry = exchange.inquiry, exchange.compareAt ?? now.uptime <= now.uptime,
            let comparison = replica.comparison
        else { return }
        exchange.compareAt = now.uptime + PeerExchange.comparisonInterval
        effects.append(.send(.hashes(comparison), to: inquiry.peer))
    }

    mutating func compare(_ comparison: HashComparison, with peer: NodeID) {
        let reply = replica.reply(to: comparison)
        if let hashes = reply.hashes { effects.append(.send(.hashes(hashes), to: peer)) }
        for bucket in reply.buckets { effects.append(.send(.bucket(bucket), to: peer)) }
    }

    /// Entries came back that this node claimed to have.
    mutating func mended(_ keys: [EntryKey]) {
        exchange.mended += keys.count
        log(
            .error,
            "Entries that this server should have had were missing, and were taken from a peer: this is a fault of knot, "
                + "or of the disk",
            ["entries": String(keys.count), "resources": Set(keys).sorted().map(\.description).firstFive])
    }

    /// Entries that had been lost and came back by a comparison with a peer, since the start.
    package var mendedEntries: Int { exchange.mended }
}
