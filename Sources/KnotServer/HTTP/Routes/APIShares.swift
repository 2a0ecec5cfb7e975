import KnotModel

/// What users share of the server, so that none takes it all: see `FairShares`.
package struct APIShares: Sendable {
    /// Commands running in spaces.
    package let commands = FairShares(64, reserve: 8)
    /// Watches of resources and of events.
    package let watches = FairShares(512, reserve: 16)
    /// Outputs of spaces being read.
    package let logs = FairShares(128, reserve: 8)
    /// Requests being answered, long answers being read included. Open routes need none.
    package let requests = FairShares(256, reserve: 16)
    /// KiB of requests' bodies in memory.
    package let bodies = FairShares(128 << 10, reserve: 64 << 10)

    /// Takes a place; refused as busy when that is more than the caller's share.
    func take(_ shares: FairShares, for caller: Caller, _ what: String) throws(Failure) -> FairShares.Lease {
        if let lease = shares.take(for: caller) { return lease }
        throw Failure(
            .busy, subject: caller.user,
            "of the \(shares.total) places there are, '\(caller.user)' has as many as one user may have now: too many "
                + "\(what) for this user; end some of them, or try again later")
    }
}
