/// What can go wrong in a simulated world.
package enum Fault: String, Sendable, Hashable, CaseIterable {
    // Per call to an engine.
    case actionSlow, actionFailsBefore, actionFailsAfter, actionLate, replyLost, actionRefused
    case observeFails, observeStale, observeSlow
    case diskFull, diskFullAtCreate
    case stopLingers, removalLingers, startedBetween
    // Per start of a container whose health is checked.
    case containerIll
    // Per health check.
    case probeFails, probeSlow, probeHangs, probeLost
    // Per event of the stream.
    case hintDropped, hintDuplicated, hintDelayed, hintsReplayed
    // Per commit.
    case commitSlow, commitBusy, commitFull, commitCrash, commitTorn
    // Per effect.
    case crash
    // Per start of the node.
    case clockWhileDown
    // From time to time, to an engine.
    case streamCut, engineDown, engineRestart, engineKilled, listRefused, registryDown, engineClockSkewed
    case imageRemoved, imageRetagged, volumeRemoved, networkRemoved, nameTakenByOther, portTakenByOther, leftoverFound
    // From time to time, to one container.
    case containerKilled, containerRemoved, containerPaused, containerRenamed, containerEdited
    case containerDisconnected, containerRestored, containerStarted, containerStuck, containerDead
    case containerConnected, containerReconfigured
    // From time to time, to the node.
    case clockForward, clockBack, nodePaused, databaseReadOnly, directoryHarmed
    // Per order of scripts.
    case scriptSilent, scriptRefused, scriptHarms

    /// Those that strike from time to time, not at a call.
    package static let mischief: [Fault] = [
        .streamCut, .engineDown, .engineRestart, .engineKilled, .listRefused, .registryDown, .engineClockSkewed,
        .imageRemoved, .imageRetagged, .volumeRemoved, .networkRemoved, .nameTakenByOther, .portTakenByOther,
        .leftoverFound,
        .containerKilled, .containerRemoved, .containerPaused, .containerRenamed, .containerEdited,
        .containerDisconnected, .containerRestored, .containerStarted, .containerStuck, .containerDead,
        .containerConnected, .containerReconfigured,
        .clockForward, .clockBack, .nodePaused, .databaseReadOnly, .directoryHarmed,
    ]
}
