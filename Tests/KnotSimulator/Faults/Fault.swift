/// What can go wrong in a simulated world.
package enum Fault: String, Sendable, Hashable, CaseIterable {
    // Per call to an engine.
    case actionSlow, actionFailsBefore, actionFailsAfter, actionLate, replyLost
    case observeFails, observeStale, observeSlow
    case diskFull
    // Per event of the stream.
    case hintDropped, hintDuplicated, hintDelayed, hintsReplayed
    // Per commit.
    case commitSlow, commitBusy, commitFull, commitCrash, commitTorn
    // Per effect.
    case crash
    // From time to time.
    case streamCut, engineDown, engineRestart
    case containerKilled, containerRemoved, containerPaused, containerRenamed, containerEdited
    case containerDisconnected, containerRestored, imageRemoved, imageRetagged, volumeRemoved
    case clockForward, clockBack

    /// Those that strike from time to time, not at a call.
    package static let mischief: [Fault] = [
        .streamCut, .engineDown, .engineRestart, .containerKilled, .containerRemoved, .containerPaused,
        .containerRenamed, .containerEdited, .containerDisconnected, .containerRestored, .imageRemoved, .imageRetagged,
        .volumeRemoved,
        .clockForward,
        .clockBack,
    ]
}
