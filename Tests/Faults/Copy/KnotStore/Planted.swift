/// The faults of `Tests/Faults/Planted` that a task's nodes have. In a copy of the cores only.
package struct Planted: OptionSet, Sendable {
    package let rawValue: UInt64

    package init(rawValue: UInt64) { self.rawValue = rawValue }

    private init(bit: UInt64) { rawValue = 1 << bit }

    @TaskLocal package static var current: Planted = []

    package static let acknowledgesFailedCommit = Self(bit: 0)
    package static let answersToItsVector = Self(bit: 1)
    package static let asksNobody = Self(bit: 2)
    package static let checksHealthLate = Self(bit: 3)
    package static let commitsTwiceAtOnce = Self(bit: 4)
    package static let coversGaps = Self(bit: 5)
    package static let dropsTombstones = Self(bit: 6)
    package static let forgetsClock = Self(bit: 7)
    package static let forgetsDirectories = Self(bit: 8)
    package static let forgetsRequeue = Self(bit: 9)
    package static let goesOnWithFormer = Self(bit: 10)
    package static let ignoresDependencies = Self(bit: 11)
    package static let ignoresFloor = Self(bit: 12)
    package static let ignoresHealth = Self(bit: 13)
    package static let ignoresImages = Self(bit: 14)
    package static let ignoresKeepVolumes = Self(bit: 15)
    package static let ignoresListing = Self(bit: 16)
    package static let ignoresLiveUpdate = Self(bit: 17)
    package static let ignoresParallelism = Self(bit: 18)
    package static let ignoresRestart = Self(bit: 19)
    package static let ignoresSchedule = Self(bit: 20)
    package static let ignoresStop = Self(bit: 21)
    package static let ignoresSuperseded = Self(bit: 22)
    package static let ignoresUptime = Self(bit: 23)
    package static let leaksSlots = Self(bit: 24)
    package static let leavesStrays = Self(bit: 25)
    package static let leavesStuck = Self(bit: 26)
    package static let losesHeldBack = Self(bit: 27)
    package static let neverLooksUp = Self(bit: 28)
    package static let neverRestartsUnwell = Self(bit: 29)
    package static let observesEarly = Self(bit: 30)
    package static let pullsInAllPlaces = Self(bit: 31)
    package static let readyBeforeScript = Self(bit: 32)
    package static let removesStrayVolumes = Self(bit: 33)
    package static let removesVolumesOnStop = Self(bit: 34)
    package static let repeatsShutdownScript = Self(bit: 35)
    package static let repliesBeforeDurable = Self(bit: 36)
    package static let rerunsScriptAfterRestart = Self(bit: 37)
    package static let restartsAtFirstFailure = Self(bit: 38)
    package static let restartsLoopAtOnce = Self(bit: 39)
    package static let restartsOnTemplateEdit = Self(bit: 40)
    package static let retriesAtOnce = Self(bit: 41)
    package static let reusesIDs = Self(bit: 42)
    package static let reusesStaleSnapshot = Self(bit: 43)
    package static let skipsEpochCheck = Self(bit: 44)
    package static let skipsUIDCheck = Self(bit: 45)
    package static let startsAtOpening = Self(bit: 46)
    package static let startsElsewhere = Self(bit: 47)
    package static let stopWaitsForScript = Self(bit: 48)
    package static let stopsInAnyOrder = Self(bit: 49)
    package static let storesDryRuns = Self(bit: 50)
    package static let syncedAtOnce = Self(bit: 51)
    package static let takesInEarly = Self(bit: 52)
    package static let tellsNobody = Self(bit: 53)
    package static let trustsEngineClock = Self(bit: 54)
    package static let trustsOldLooks = Self(bit: 55)
    package static let trustsRememberedContainer = Self(bit: 56)
    package static let waitsForLostProbes = Self(bit: 57)
    package static let worksTwiceOnAKey = Self(bit: 58)

    /// Every fault with its name, in order.
    package static let named: [(name: String, fault: Self)] = [
        ("acknowledgesFailedCommit", .acknowledgesFailedCommit),
        ("answersToItsVector", .answersToItsVector),
        ("asksNobody", .asksNobody),
        ("checksHealthLate", .checksHealthLate),
        ("commitsTwiceAtOnce", .commitsTwiceAtOnce),
        ("coversGaps", .coversGaps),
        ("dropsTombstones", .dropsTombstones),
        ("forgetsClock", .forgetsClock),
        ("forgetsDirectories", .forgetsDirectories),
        ("forgetsRequeue", .forgetsRequeue),
        ("goesOnWithFormer", .goesOnWithFormer),
        ("ignoresDependencies", .ignoresDependencies),
        ("ignoresFloor", .ignoresFloor),
        ("ignoresHealth", .ignoresHealth),
        ("ignoresImages", .ignoresImages),
        ("ignoresKeepVolumes", .ignoresKeepVolumes),
        ("ignoresListing", .ignoresListing),
        ("ignoresLiveUpdate", .ignoresLiveUpdate),
        ("ignoresParallelism", .ignoresParallelism),
        ("ignoresRestart", .ignoresRestart),
        ("ignoresSchedule", .ignoresSchedule),
        ("ignoresStop", .ignoresStop),
        ("ignoresSuperseded", .ignoresSuperseded),
        ("ignoresUptime", .ignoresUptime),
        ("leaksSlots", .leaksSlots),
        ("leavesStrays", .leavesStrays),
        ("leavesStuck", .leavesStuck),
        ("losesHeldBack", .losesHeldBack),
        ("neverLooksUp", .neverLooksUp),
        ("neverRestartsUnwell", .neverRestartsUnwell),
        ("observesEarly", .observesEarly),
        ("pullsInAllPlaces", .pullsInAllPlaces),
        ("readyBeforeScript", .readyBeforeScript),
        ("removesStrayVolumes", .removesStrayVolumes),
        ("removesVolumesOnStop", .removesVolumesOnStop),
        ("repeatsShutdownScript", .repeatsShutdownScript),
        ("repliesBeforeDurable", .repliesBeforeDurable),
        ("rerunsScriptAfterRestart", .rerunsScriptAfterRestart),
        ("restartsAtFirstFailure", .restartsAtFirstFailure),
        ("restartsLoopAtOnce", .restartsLoopAtOnce),
        ("restartsOnTemplateEdit", .restartsOnTemplateEdit),
        ("retriesAtOnce", .retriesAtOnce),
        ("reusesIDs", .reusesIDs),
        ("reusesStaleSnapshot", .reusesStaleSnapshot),
        ("skipsEpochCheck", .skipsEpochCheck),
        ("skipsUIDCheck", .skipsUIDCheck),
        ("startsAtOpening", .startsAtOpening),
        ("startsElsewhere", .startsElsewhere),
        ("stopWaitsForScript", .stopWaitsForScript),
        ("stopsInAnyOrder", .stopsInAnyOrder),
        ("storesDryRuns", .storesDryRuns),
        ("syncedAtOnce", .syncedAtOnce),
        ("takesInEarly", .takesInEarly),
        ("tellsNobody", .tellsNobody),
        ("trustsEngineClock", .trustsEngineClock),
        ("trustsOldLooks", .trustsOldLooks),
        ("trustsRememberedContainer", .trustsRememberedContainer),
        ("waitsForLostProbes", .waitsForLostProbes),
        ("worksTwiceOnAKey", .worksTwiceOnAKey),
    ]

    /// Those that show only where there are several nodes.
    package static let ofClusters: Self = [
        .answersToItsVector, .asksNobody, .coversGaps, .goesOnWithFormer, .ignoresFloor, .losesHeldBack,
        .startsElsewhere, .syncedAtOnce, .takesInEarly, .tellsNobody,
    ]
}
