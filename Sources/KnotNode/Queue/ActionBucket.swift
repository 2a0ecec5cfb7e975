import KnotModel

/// A token bucket over all keys: how many plans are begun in a burst, and how many a second after that.
///
/// Whoever finds it empty is given the time of a token that is then kept for it, so that waiting costs one timer.
/// Source: the generic cell rate algorithm, ITU-T I.371.
package struct ActionBucket: Sendable {
    package let burst: Int
    /// Milliseconds in which one token comes back.
    package let interval: Int64
    /// When the bucket will be full again.
    private var full = Uptime(milliseconds: 0)

    package init(burst: Int, interval: Int64) {
        self.burst = burst
        self.interval = interval
    }

    /// Takes a token; returns when it may be used, which is now or later.
    package mutating func take(at now: Uptime) -> Uptime {
        full = max(full, now) + interval
        return max(now, full + -Int64(burst) * interval)
    }
}
