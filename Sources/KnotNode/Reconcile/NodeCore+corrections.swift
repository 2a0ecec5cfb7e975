import KnotModel
import KnotPlan

/// Changes made to what runs: drift that is put back, and what a space asks for in place.
///
/// One that fails keeps nothing else waiting. What the engine refuses is given up after a few tries: a status tells, and
/// the next restart brings it about. All of it is tried anew once the space's spec changes or its container starts.
extension NodeCore {
    /// Takes in that a step failed, if it is such a change. False when it is for others to deal with.
    mutating func noteFailedCorrection(_ entry: inout Work, _ step: Step, _ failure: Failure, _ now: Moment) -> Bool {
        var correction = entry.retries.corrections[step.action] ?? Retries.Correction(failure: failure)
        correction.failure = failure
        correction.failures += 1
        correction.isGivenUp = Self.isLasting(failure, after: correction.failures)
        switch step.cause {
        case .drifted: break
        // One that may succeed yet is not done, and said to be so.
        case .changed where correction.isGivenUp: break
        case .changed:
            entry.retries.corrections[step.action] = correction
            return false
        default: return false
        }
        let wait = Backoff.wait(attempt: correction.failures, using: &generator)
        correction.notBefore = correction.isGivenUp ? nil : now.uptime + wait
        entry.retries.corrections[step.action] = correction
        return true
    }

    /// Whether the engine would refuse it again, whatever becomes of the machine.
    private static func isLasting(_ failure: Failure, after tries: Int) -> Bool {
        if !failure.isRetryable { return true }
        return [.conflict, .containerMissing, .unknown].contains(failure.code) && tries >= Retries.Correction.mostTries
    }

    /// Takes in that the engine accepts a change and makes none, again and again. False when it is no such change.
    func noteFruitlessCorrection(_ entry: inout Work, _ step: Step, _ failure: Failure) -> Bool {
        switch step.cause {
        case .drifted, .changed: break
        default: return false
        }
        entry.retries.corrections[step.action] = Retries.Correction(failure: failure, isGivenUp: true)
        entry.execution.rounds = 0
        return true
    }

    /// Those whose time has come are to be tried again; of the others, when the next is due.
    mutating func expireCorrections(_ key: ResourceKey, _ now: Moment) {
        guard let corrections = work[key]?.retries.corrections, !corrections.isEmpty else { return }
        for (action, correction) in corrections {
            guard let due = correction.notBefore else { continue }
            if due <= now.uptime {
                work[key]?.retries.corrections[action]?.notBefore = nil
            } else {
                timers.schedule(key, at: due)
            }
        }
    }
}
