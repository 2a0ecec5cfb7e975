/// How often each fault struck and each interesting situation arose: a batch in which one never did proves little.
package struct Coverage: Sendable {
    /// Situations that a batch must have seen.
    package enum Situation: String, Sendable, Hashable, CaseIterable {
        case directoryRemoved, directoryShared
        case crashWithActionInFlight, crashWithCommitInFlight, crashWithRequestPending, effectAfterCrash
        case requestRefused, requestUnanswered, conflictRefused
        case updatePending, driftGivenUp, pendingSaid, restartReplaced, volumeDeleted, volumeKept, recreatedSameName
        case imageMissing, pullDenied, nameTaken, portTaken, commandFailed, crashLoop, templateMissing
        case volumeInUse, networkMissing, engineUnreachable
        case pullProgress, driftSeen, driftCorrected, deletedWithContainerGone, orphanSeen
        case stopReachedGrace, namedTwiceRefused, imageOvertaken, imageCaughtUp, fruitlessStep, killedAtRest
        case removalRefused, stuckStopped, stuckRemoved, outOfDisk
        case dependencyAwaited, stopHeld, outsideSchedule, notStarted, uptimeReached, unhealthy, foundUnhealthy,
            illStopped
        case startupScriptDone, startupScriptFailed, shutdownScriptDone, shutdownScriptFailed, scriptTimedOut
        case scriptCalledOff, containerDiedInScript, crashWithScriptInFlight
    }

    /// Situations that a batch of clusters must have seen.
    package enum ClusterSituation: String, Sendable, Hashable, CaseIterable {
        case messageCutOff, answeredWhole, overwrittenTold, heldBack, releasedLater, tombstonesLetGo, specLost
    }

    private var counts: [String: Int] = [:]

    package init() {}

    package mutating func hit(_ situation: Situation) { counts[situation.rawValue, default: 0] += 1 }
    package mutating func hit(_ fault: Fault) { counts[fault.rawValue, default: 0] += 1 }
    package mutating func hit(_ situation: ClusterSituation) { counts[situation.rawValue, default: 0] += 1 }
    package mutating func hit(_ fault: ClusterFault) { counts[fault.rawValue, default: 0] += 1 }

    package mutating func add(_ other: Self) {
        counts.merge(other.counts) { $0 + $1 }
    }

    package func count(_ name: String) -> Int { counts[name] ?? 0 }

    /// The faults and situations that never came up.
    package var never: [String] {
        (Fault.allCases.map(\.rawValue) + Situation.allCases.map(\.rawValue)).filter { count($0) == 0 }
    }

    /// The same of what concerns several nodes. Faults of one node are for the batches of one node to see.
    package var neverInCluster: [String] {
        (ClusterFault.allCases.map(\.rawValue) + ClusterSituation.allCases.map(\.rawValue)).filter { count($0) == 0 }
    }

    /// One line each, sorted by name.
    package var description: String {
        counts.sorted { $0.key < $1.key }.map { "\($0.key) \($0.value)" }.joined(separator: "\n")
    }
}
