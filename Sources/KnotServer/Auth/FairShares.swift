import Synchronization

/// A fixed number of places that users share. Taking some never waits.
///
/// A user may hold as many as are then free: one alone gets half of them, the next half of what is left, and so on, so
/// that nobody takes them all. `reserve` further ones are for the administrator at the Unix socket only, for whom none
/// of this holds.
package final class FairShares: Sendable {
    /// Places that were taken. They are given back when the last reference is gone, whatever became of the request.
    package final class Lease: Sendable {
        private let shares: FairShares
        private let user: String?
        private let count: Int

        fileprivate init(_ shares: FairShares, _ user: String?, _ count: Int) {
            self.shares = shares
            self.user = user
            self.count = count
        }

        deinit { shares.giveBack(count, user) }
    }

    private struct State {
        var free: Int
        var reserve: Int
        var held: [String: Int] = [:]
    }

    package let total: Int
    private let state: Mutex<State>

    package init(_ total: Int, reserve: Int = 0) {
        self.total = total
        state = Mutex(State(free: total, reserve: reserve))
    }

    /// Takes places for a user; `nil` when they are more than the user's share.
    package func take(_ count: Int = 1, for caller: Caller) -> Lease? {
        state.withLock { state -> Lease? in
            if caller.isLocal {
                if state.reserve >= count {
                    state.reserve -= count
                    return Lease(self, nil, count)
                }
                guard state.free >= count else { return nil }
            } else {
                guard state.held[caller.user, default: 0] + count <= state.free else { return nil }
            }
            state.free -= count
            state.held[caller.user, default: 0] += count
            return Lease(self, caller.user, count)
        }
    }

    private func giveBack(_ count: Int, _ user: String?) {
        state.withLock { state in
            guard let user else {
                state.reserve += count
                return
            }
            state.free += count
            let held = (state.held[user] ?? 0) - count
            state.held[user] = held > 0 ? held : nil
        }
    }
}
