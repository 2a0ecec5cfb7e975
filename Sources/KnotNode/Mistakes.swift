/// Known mistakes that a node can be told to make, so that the simulator can prove that it finds them.
///
/// Empty in production. Each is looked at in exactly one place. A simulator that cannot find one of them is not worth
/// its time, so every one of them has a batch of seeds that must fail.
package struct Mistakes: OptionSet, Sendable, Hashable {
    package let rawValue: UInt64

    package init(rawValue: UInt64) { self.rawValue = rawValue }

    private init(bit: UInt64) { rawValue = 1 << bit }

    package static let skipsUIDCheck = Self(bit: 0)
    package static let skipsEpochCheck = Self(bit: 1)
    package static let dropsTombstones = Self(bit: 2)
    package static let forgetsRequeue = Self(bit: 3)
    package static let trustsRememberedContainer = Self(bit: 4)
    package static let reusesStaleSnapshot = Self(bit: 5)
    package static let repliesBeforeDurable = Self(bit: 6)
    package static let acknowledgesFailedCommit = Self(bit: 7)
    package static let ignoresKeepVolumes = Self(bit: 8)
    package static let removesVolumesOnStop = Self(bit: 9)
    package static let restartsOnTemplateEdit = Self(bit: 10)
    package static let ignoresRestart = Self(bit: 11)
    package static let forgetsClock = Self(bit: 12)
    package static let ignoresListing = Self(bit: 13)
    package static let ignoresHints = Self(bit: 14)
    package static let retriesAtOnce = Self(bit: 15)
    package static let restartsLoopAtOnce = Self(bit: 16)
    package static let observesEarly = Self(bit: 17)
    package static let ignoresSuperseded = Self(bit: 18)
    package static let worksTwiceOnAKey = Self(bit: 19)
    package static let commitsTwiceAtOnce = Self(bit: 20)
    package static let ignoresParallelism = Self(bit: 21)
    package static let takesFailedLookForEmpty = Self(bit: 22)
    package static let leavesStrays = Self(bit: 23)
    package static let sleepsThrough = Self(bit: 24)
    package static let storesDryRuns = Self(bit: 25)
    package static let ignoresImages = Self(bit: 26)
    package static let ignoresDependencies = Self(bit: 27)
    package static let stopsInAnyOrder = Self(bit: 28)
    package static let ignoresSchedule = Self(bit: 29)
    package static let ignoresUptime = Self(bit: 30)
    package static let startsAtOpening = Self(bit: 31)
    package static let ignoresHealth = Self(bit: 32)
    package static let restartsAtFirstFailure = Self(bit: 33)
    package static let neverRestartsUnwell = Self(bit: 34)
    package static let waitsForLostProbes = Self(bit: 35)
    package static let forcesRemovals = Self(bit: 36)
    package static let leavesStuck = Self(bit: 37)
    package static let ignoresLiveUpdate = Self(bit: 38)
    package static let neverLooksUp = Self(bit: 39)
    package static let removesStrayVolumes = Self(bit: 40)
    package static let ignoresStop = Self(bit: 41)
    package static let forgetsRestartToken = Self(bit: 42)
    package static let forgetsAnswer = Self(bit: 43)
    package static let reusesIDs = Self(bit: 44)
    package static let leaksSlots = Self(bit: 45)
    package static let trustsEngineClock = Self(bit: 46)
    package static let trustsOldLooks = Self(bit: 47)
    package static let pullsInAllPlaces = Self(bit: 48)
    package static let forgetsDirectories = Self(bit: 56)
    package static let checksHealthLate = Self(bit: 57)
    package static let readyBeforeScript = Self(bit: 60)
    package static let rerunsScriptAfterRestart = Self(bit: 61)
    package static let stopWaitsForScript = Self(bit: 62)
    package static let repeatsShutdownScript = Self(bit: 63)

    /// Every mistake with its name, in order.
    package static let named: [(name: String, mistake: Self)] = [
        ("skipsUIDCheck", .skipsUIDCheck), ("skipsEpochCheck", .skipsEpochCheck),
        ("dropsTombstones", .dropsTombstones), ("forgetsRequeue", .forgetsRequeue),
        ("trustsRememberedContainer", .trustsRememberedContainer), ("reusesStaleSnapshot", .reusesStaleSnapshot),
        ("repliesBeforeDurable", .repliesBeforeDurable), ("acknowledgesFailedCommit", .acknowledgesFailedCommit),
        ("ignoresKeepVolumes", .ignoresKeepVolumes), ("removesVolumesOnStop", .removesVolumesOnStop),
        ("restartsOnTemplateEdit", .restartsOnTemplateEdit), ("ignoresRestart", .ignoresRestart),
        ("forgetsClock", .forgetsClock), ("ignoresListing", .ignoresListing), ("ignoresHints", .ignoresHints),
        ("retriesAtOnce", .retriesAtOnce), ("restartsLoopAtOnce", .restartsLoopAtOnce),
        ("observesEarly", .observesEarly), ("ignoresSuperseded", .ignoresSuperseded),
        ("worksTwiceOnAKey", .worksTwiceOnAKey), ("commitsTwiceAtOnce", .commitsTwiceAtOnce),
        ("ignoresParallelism", .ignoresParallelism), ("takesFailedLookForEmpty", .takesFailedLookForEmpty),
        ("pullsInAllPlaces", .pullsInAllPlaces), ("leavesStrays", .leavesStrays), ("sleepsThrough", .sleepsThrough),
        ("storesDryRuns", .storesDryRuns),
        ("ignoresImages", .ignoresImages),
        ("ignoresDependencies", .ignoresDependencies),
        ("stopsInAnyOrder", .stopsInAnyOrder),
        ("ignoresSchedule", .ignoresSchedule),
        ("ignoresUptime", .ignoresUptime),
        ("startsAtOpening", .startsAtOpening),
        ("ignoresHealth", .ignoresHealth),
        ("restartsAtFirstFailure", .restartsAtFirstFailure),
        ("neverRestartsUnwell", .neverRestartsUnwell),
        ("waitsForLostProbes", .waitsForLostProbes),
        ("forcesRemovals", .forcesRemovals),
        ("leavesStuck", .leavesStuck),
        ("ignoresLiveUpdate", .ignoresLiveUpdate),
        ("neverLooksUp", .neverLooksUp),
        ("removesStrayVolumes", .removesStrayVolumes),
        ("ignoresStop", .ignoresStop),
        ("forgetsRestartToken", .forgetsRestartToken),
        ("forgetsAnswer", .forgetsAnswer),
        ("reusesIDs", .reusesIDs),
        ("leaksSlots", .leaksSlots),
        ("trustsEngineClock", .trustsEngineClock), ("trustsOldLooks", .trustsOldLooks),
        ("forgetsDirectories", .forgetsDirectories),
        ("checksHealthLate", .checksHealthLate),
        ("readyBeforeScript", .readyBeforeScript), ("rerunsScriptAfterRestart", .rerunsScriptAfterRestart),
        ("stopWaitsForScript", .stopWaitsForScript), ("repeatsShutdownScript", .repeatsShutdownScript),
    ]
}

extension NodeCore {
    /// Whether this node was told to make the mistake; never in production.
    func makes(_ mistake: Mistakes) -> Bool { configuration.mistakes.contains(mistake) }
}
