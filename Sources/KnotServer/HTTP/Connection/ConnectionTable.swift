import NIOCore
import Synchronization

/// The connections of one listener, and who has to make room when there are too many.
///
/// Nobody is kept out by connections that do nothing: a new connection always finds a place, at the cost of the one
/// without a valid token that has been idle longest; first among those of the same address, when that has more than its
/// share. An address that has all it may have gets no more than `Limits.renewals` new ones a second in place of its own, and
/// is refused beyond that, which costs next to nothing. Connections that have shown a valid token have places of their own, of which a user may hold as many as are
/// then free. Safe to use from any thread.
package final class ConnectionTable: Sendable {
    package struct Limits: Sendable, Hashable {
        /// Connections at one time.
        package var all = 1024
        /// Of these, the ones that have not shown a valid token.
        package var strangers = 512
        /// Of those, from one address (IPv6: from one /64). A trusted proxy's own address has no such limit.
        package var strangersPerAddress = 64
        /// New connections a second of an address that has its share.
        package var renewals = 64.0
        /// Until the first request's head has come, with all that comes before it.
        package var openingTime = TimeAmount.seconds(10)
        /// What a client that was refused has to come to its end.
        package var closeTime = TimeAmount.seconds(15)
        /// From an answer's end until the next request's head has come.
        package var headTime = TimeAmount.seconds(30)
        /// For a request's body beside what its bytes buy.
        package var bodyTime = TimeAmount.seconds(30)

        package init() {}
    }

    fileprivate struct Entry {
        let channel: any Channel
        /// Who the other end is, as far as is known.
        var client: ClientAddress?
        /// Whether the address counts: that of a Unix socket's end or of a proxy does not.
        var isBounded: Bool
        /// The user whose valid token came last; `nil` for a stranger.
        var user: String?
        /// When it was last begun to be idle, in order; `nil` while a request is being served.
        var idleSince: UInt64?

        var network: ClientAddress? { isBounded && user == nil ? client?.network : nil }
    }

    fileprivate struct State {
        var entries: [ObjectIdentifier: Entry] = [:]
        var strangers = 0
        var perNetwork: [ClientAddress: Int] = [:]
        /// Of networks that have their share: how many renewals they may have at once, and when that was so.
        var renewals: [ClientAddress: (count: Double, at: ContinuousClock.Instant)] = [:]
        var perUser: [String: Int] = [:]
        var clock: UInt64 = 0
    }

    let limits: Limits
    private let state = Mutex(State())

    package init(_ limits: Limits = Limits()) { self.limits = limits }

    /// How many connections are open, and how many of them have shown no valid token.
    package var counts: (all: Int, strangers: Int) { state.withLock { ($0.entries.count, $0.strangers) } }

    /// Takes in a new connection and closes what has to go for it: another one, or, where all places belong to
    /// connections with valid tokens, the new one. `false`: it is not taken in, and must be closed.
    func open(_ channel: any Channel, from client: ClientAddress?, isBounded: Bool) -> Bool {
        let victims = state.withLock { state -> [any Channel]? in
            if isBounded, let network = client?.network, !state.renews(network, limits, at: .now) { return nil }
            state.insert(
                channel, Entry(channel: channel, client: client, isBounded: isBounded, idleSince: state.tick()))
            return state.victims(limits, sparing: channel)
        }
        guard let victims else { return false }
        for victim in victims { victim.close(mode: .all, promise: nil) }
        channel.closeFuture.whenComplete { [weak self] _ in
            self?.state.withLock { $0.remove(ObjectIdentifier(channel)) }
        }
        return true
    }

    /// A trusted proxy says who the client of a connection is.
    func name(_ channel: any Channel, _ client: ClientAddress) {
        let victims = state.withLock { state in
            state.change(channel) { entry in
                entry.client = client
                entry.isBounded = true
            }
            return state.victims(limits, sparing: channel)
        }
        for victim in victims { victim.close(mode: .all, promise: nil) }
    }

    /// The client of a connection; `nil` at a Unix socket.
    func client(of channel: any Channel) -> ClientAddress? {
        state.withLock { $0.entries[ObjectIdentifier(channel)]?.client }
    }

    func began(_ channel: any Channel) { state.withLock { $0.change(channel) { $0.idleSince = nil } } }

    func ended(_ channel: any Channel) {
        state.withLock { state in
            let now = state.tick()
            state.change(channel) { $0.idleSince = now }
        }
    }

    /// A valid token came over a connection; `false` when its user holds as many as one may, and none of them is idle.
    func authenticated(_ channel: any Channel, user: String) -> Bool {
        let (isAllowed, victim) = state.withLock { state -> (Bool, (any Channel)?) in
            guard let entry = state.entries[ObjectIdentifier(channel)], entry.user != user else { return (true, nil) }
            let free = limits.all - limits.strangersPerAddress - (state.entries.count - state.strangers)
            var victim: (any Channel)?
            if state.perUser[user, default: 0] >= free {
                victim = state.longestIdle { $0.user == user && $0.idleSince != nil }
                guard let victim else { return (false, nil) }
                state.remove(ObjectIdentifier(victim))
            }
            state.change(channel) { $0.user = user }
            return (true, victim)
        }
        victim?.close(mode: .all, promise: nil)
        return isAllowed
    }
}

extension ConnectionTable.State {
    mutating func tick() -> UInt64 {
        clock += 1
        return clock
    }

    mutating func insert(_ channel: any Channel, _ entry: ConnectionTable.Entry) {
        entries[ObjectIdentifier(channel)] = entry
        count(entry, 1)
    }

    mutating func remove(_ id: ObjectIdentifier) {
        if let entry = entries.removeValue(forKey: id) { count(entry, -1) }
    }

    mutating func change(_ channel: any Channel, _ body: (inout ConnectionTable.Entry) -> Void) {
        guard var entry = entries[ObjectIdentifier(channel)] else { return }
        count(entry, -1)
        body(&entry)
        count(entry, 1)
        entries[ObjectIdentifier(channel)] = entry
    }

    private mutating func count(_ entry: ConnectionTable.Entry, _ step: Int) {
        if entry.user == nil { strangers += step }
        if let user = entry.user { Self.add(step, to: &perUser[user]) }
        if let network = entry.network {
            Self.add(step, to: &perNetwork[network])
            if perNetwork[network] == nil { renewals[network] = nil }
        }
    }

    /// Whether a network may have a new connection now, in place of one of its own if it has its share.
    mutating func renews(
        _ network: ClientAddress, _ limits: ConnectionTable.Limits, at now: ContinuousClock.Instant
    ) -> Bool {
        guard perNetwork[network, default: 0] >= limits.strangersPerAddress else {
            renewals[network] = nil
            return true
        }
        var (count, at) = renewals[network] ?? (limits.renewals, now)
        count = min(limits.renewals, count + (now - at).seconds * limits.renewals)
        at = now
        let isAllowed = count >= 1
        renewals[network] = (isAllowed ? count - 1 : count, at)
        return isAllowed
    }

    private static func add(_ step: Int, to count: inout Int?) {
        let sum = (count ?? 0) + step
        count = sum == 0 ? nil : sum
    }

    /// What must be closed to keep the limits, and is forgotten here; the newest comer last of all.
    mutating func victims(_ limits: ConnectionTable.Limits, sparing newest: any Channel) -> [any Channel] {
        var victims: [any Channel] = []
        if let network = entries[ObjectIdentifier(newest)]?.network,
            perNetwork[network, default: 0] > limits.strangersPerAddress,
            let victim = stranger(sparing: newest, where: { $0.network == network })
        {
            victims.append(victim)
            remove(ObjectIdentifier(victim))
        }
        if strangers > limits.strangers || entries.count > limits.all {
            let victim = stranger(sparing: newest) { _ in true } ?? newest
            victims.append(victim)
            remove(ObjectIdentifier(victim))
        }
        return victims
    }

    /// The stranger to go: the longest idle one, or where all are being served, the one taken in first.
    private func stranger(
        sparing newest: any Channel, where matches: (ConnectionTable.Entry) -> Bool
    ) -> (any Channel)? {
        longestIdle { $0.user == nil && $0.idleSince != nil && $0.channel !== newest && matches($0) }
            ?? longestIdle { $0.user == nil && $0.channel !== newest && matches($0) }
    }

    func longestIdle(_ matches: (ConnectionTable.Entry) -> Bool) -> (any Channel)? {
        entries.values.lazy.filter(matches).min { ($0.idleSince ?? 0) < ($1.idleSince ?? 0) }?.channel
    }
}
