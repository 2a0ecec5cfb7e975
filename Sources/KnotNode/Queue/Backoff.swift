import KnotModel

/// How long to wait before trying again: exponential with full jitter.
///
/// Source: Brooker, "Exponential Backoff And Jitter", AWS Architecture Blog, 2015.
package enum Backoff {
    /// Milliseconds.
    static let base: Int64 = 100
    package static let ceiling: Int64 = 300_000
    /// After so many failures in a row a key is in quarantine: it is only tried again at the ceiling.
    package static let quarantine = 12

    /// A random wait in milliseconds after the `attempt`th failure in a row, counted from 1: anything from half the base
    /// up to `base * 2^attempt`, at most `ceiling`; in quarantine the ceiling less up to a tenth.
    package static func wait(attempt: Int, using generator: inout SeededGenerator) -> Int64 {
        if attempt >= quarantine { return Int64.random(in: ceiling * 9 / 10...ceiling, using: &generator) }
        let top = min(ceiling, base << Int64(max(attempt, 1)))
        return Int64.random(in: base / 2...top, using: &generator)
    }
}
