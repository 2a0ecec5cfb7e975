import KnotModel
import KnotPlan
import KnotStore

/// Pushes, questions and answers: what this node and its peers tell one another of their entries.
///
/// A commit of this node goes to every peer as it was made, once it is durable. Now and then a peer is asked for
/// everything that is lacking here. What comes is made durable, and then taken in, in commits of its own: a decision here
/// is never made beside a delivery, so that it has seen all that it replaces.
extension NodeCore {
    /// Whether what this node does not know may count as gone: it has exchanged with a peer since the start, or there is
    /// none, or an administrator said so.
    package var isSynced: Bool { exchange.isSynced }

    /// The peers that can be reached changed.
    mutating func met(_ peers: [NodeID], _ now: Moment) {
        exchange.peers = Set(peers).subtracting([configuration.node]).sorted()
        guard !exchange.peers.isEmpty else { return }
        exchange.isAlone = false
        if exchange.inquiry == nil { exchange.askAt = now.uptime }
    }

    mutating func received(_ message: PeerMessage, from peer: NodeID, _ now: Moment) {
        switch message {
        case .push(let push): deliver(.push(push))
        case .chunk(let chunk):
            if chunk.question == exchange.inquiry?.question {
                exchange.inquiry?.until = now.uptime + PeerExchange.patience
            }
            deliver(.chunk(chunk))
        case .question(let question):
            exchange.answers += 1
            let id = AnswerID(sender: replica.origin, number: exchange.answers)
            for chunk in replica.table.answer(to: question, id: id, limit: PeerExchange.chunkSize) {
                effects.append(.send(.chunk(chunk), to: peer))
            }
        case .hashes(let comparison): compare(comparison, with: peer)
        case .bucket(let bucket):
            if let own = replica.reply(to: bucket) { effects.append(.send(.bucket(own), to: peer)) }
            deliver(.bucket(bucket))
        }
    }

    private mutating func deliver(_ delivery: Delivery) {
        guard exchange.deliveries.count < PeerExchange.bound else { return }
        exchange.deliveries.append(delivery)
    }

    /// Asks a peer, when it is time.
    mutating func ask(_ now: Moment) {
        if let inquiry = exchange.inquiry, inquiry.until <= now.uptime { endInquiry(now) }
        guard exchange.inquiry == nil, let due = exchange.askAt, due <= now.uptime,
            let peer = exchange.peers.randomElement(using: &generator)
        else { return }
        let question = replica.ask(id: generator.next())
        exchange.inquiry = PeerExchange.Inquiry(
            question: question.id, peer: peer, until: now.uptime + PeerExchange.patience)
        exchange.askAt = nil
        effects.append(.send(.question(question), to: peer))
    }

    private mutating func endInquiry(_ now: Moment) {
        if let inquiry = exchange.inquiry { replica.forget(inquiry.question) }
        exchange.inquiry = nil
        let interval = PeerExchange.interval
        exchange.askAt = now.uptime + Int64.random(in: interval * 4 / 5...interval * 6 / 5, using: &generator)
    }

    /// When something of the exchange is due.
    var exchangeDue: [Uptime] {
        var times: [Uptime] = []
        if let inquiry = exchange.inquiry { times.append(inquiry.until) }
        if !exchange.peers.isEmpty, exchange.inquiry == nil, let askAt = exchange.askAt { times.append(askAt) }
        return times
    }

    /// The commit of all that peers have sent, and of what was held back and may be merged now; `nil` when there is
    /// nothing of it to store, or it is the turn of what waits here.
    mutating func stageDeliveries(_ now: Moment, isOwnWaiting: Bool) -> StagedCommit? {
        let limit = Self.limit(now)
        let isReleased = replica.heldUntil.map { $0 <= limit } ?? false
        guard !exchange.deliveries.isEmpty || isReleased else { return nil }
        if exchange.hadItsTurn, isOwnWaiting {
            exchange.hadItsTurn = false
            return nil
        }
        let staged = replica.stage(exchange.deliveries, limit: limit)
        exchange.deliveries = []
        exchange.hadItsTurn = true
        // Whatever is written here next is later than all that it has seen.
        for change in staged.delta.changes { for entry in change.new?.entries ?? [] { clock.restore(entry.stamp) } }
        if !staged.delta.heldBack.isEmpty {
            log(
                .warning, "Entries of a peer are held back: their stamps are more than a minute ahead of this clock",
                ["resource": staged.delta.heldBack.map(\.key.description).firstFive])
        }
        guard staged.delta.isDurable else {
            replica.commit(staged)
            if staged.delta.isAnswered {
                beginComparison(now)
                answered(now)
            }
            return nil
        }
        return staged
    }

    /// Ticks of the latest stamp that is merged now.
    private static func limit(_ now: Moment) -> UInt64 {
        UInt64(max(0, now.wall.milliseconds + HybridClock.maximumLead)) << 16 | 0xFFFF
    }

    /// Milliseconds until something that is held back is merged; `nil` when nothing is.
    func heldWait(_ now: Moment) -> Int64? {
        replica.heldUntil.map { max(1, Int64($0 >> 16) - HybridClock.maximumLead - now.wall.milliseconds) }
    }

    /// What follows from a commit that is durable: peers are told, or what they told is.
    mutating func exchanged(_ staged: StagedCommit, _ now: Moment) {
        if let push = staged.push {
            for peer in exchange.peers { effects.append(.send(.push(push), to: peer)) }
        }
        for lost in staged.delta.overwritten { tell(lost, now) }
        for key in staged.delta.forgotten {
            guard let resource = key.resource else { continue }
            note(
                resource, .warning, "Forgotten",
                "it had been deleted on other servers when it was written to here; only what they had not seen is left of it. "
                    + "Apply it again, or delete it", now)
        }
        if !staged.delta.mended.isEmpty { mended(staged.delta.mended) }
        if staged.push == nil { reviewQuarantine(staged.delta) }
        if staged.delta.isAnswered { answered(now) }
    }

    private mutating func tell(_ lost: LostWrite, _ now: Moment) {
        guard let resource = lost.entry.key.resource else { return }
        let loser = configuration.names[lost.entry.origin.node]
        let winner = configuration.names[lost.winner.node]
        note(
            resource, .warning, "Overwritten",
            "what was written to \(resource) at \(lost.entry.stamp.wall.timeOfDay) on \(loser) was replaced by what was "
                + "written at \(lost.winnerStamp.wall.timeOfDay) on \(winner), where it was not known yet; apply it again "
                + "if it is to be so", now)
    }

    /// A peer's answer is complete.
    private mutating func answered(_ now: Moment) {
        endInquiry(now)
        exchange.isAnswered = true
        guard !exchange.isSynced else { return }
        exchange.isSynced = true
        log(.info, "Synced with a peer")
        reviewAll()
    }

    /// What peers told may be the rest of what could not be read, or be unreadable itself.
    private mutating func reviewQuarantine(_ delta: LaneDelta) {
        for key in delta.changes.compactMap(\.key.resource) {
            if let failure = replica.unreadable[key] {
                recovery.quarantine.add(key, failure)
                // What is under way for the former object ends with the step that it is at.
                work[key]?.execution.isSuperseded = true
            } else if recovery.quarantine[key] != nil {
                recovery.quarantine.remove(key)
                ready.append(key)
                wakeNeighbours(of: key)
            }
        }
        for key in replica.unnamed where !recovery.quarantine.unnamed.contains(where: { $0.subject == key.description })
        {
            recovery.quarantine.addUnnamed(Self.unnamed(key))
        }
    }

    /// Whether this node chooses the place of a resource that has none: the one on which it was created does.
    func isPlacedHere(_ key: ResourceKey) -> Bool {
        exchange.isAlone || replica.table[EntryKey(key)]?.object.created.node == configuration.node
    }
}
