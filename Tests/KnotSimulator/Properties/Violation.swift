/// What must hold in every run. `anytime`: after every event; `eventually`: some time later; `finally`: once faults
/// have stopped and the world has run on.
package enum Property: String, Sendable, Hashable, CaseIterable {
    case oneRunningContainer = "anytime_one_running_container_per_space"
    case foreignUntouched = "anytime_foreign_containers_and_volumes_untouched"
    case unreadableUntouched = "anytime_nothing_of_an_unreadable_record_touched"
    case directoriesKept = "anytime_no_directory_removed_without_intent"
    case volumesKept = "anytime_no_volume_removed_without_intent"
    case liveUndisturbed = "anytime_no_running_container_of_a_live_space_disturbed"
    case observedNotAhead = "anytime_observed_revision_not_ahead"
    case answeredOnce = "anytime_each_request_answered_at_most_once"
    case acknowledgedDurable = "anytime_acknowledged_writes_are_durable"
    case acknowledgedKept = "anytime_acknowledged_writes_are_kept"
    case oneActionPerKey = "anytime_one_action_in_flight_per_space"
    case boundedActions = "anytime_actions_in_flight_bounded"
    case oneCommit = "anytime_one_commit_outstanding"
    case wellFormedEffects = "anytime_effects_are_well_formed"
    case namedVolumesMade = "anytime_no_volume_made_by_a_mount"
    case nothingUnwanted = "anytime_nothing_started_that_should_not_run"
    case dependenciesFirst = "anytime_nothing_started_before_what_it_depends_on"
    case dependantsFirst = "anytime_nothing_stopped_before_what_depends_on_it"
    case readyWhenChecked = "anytime_ready_only_after_a_passed_check"
    case forceNeeded = "anytime_nothing_that_runs_removed_by_force"
    case startedWherePlaced = "anytime_nothing_started_that_is_placed_elsewhere"
    case syncedWhenTold = "anytime_synced_only_once_a_peer_has_told_everything"
    case knownIsDurable = "anytime_what_counts_as_covered_is_durable"
    case coveredIsHeld = "anytime_what_is_covered_is_held_or_superseded"
    case oneWritePerNumber = "anytime_one_write_of_each_number"
    case replicasEqual = "finally_all_replicas_are_equal"
    case timePasses = "anytime_no_busy_loop"
    case triesSpaced = "anytime_tries_are_spaced_out"
    case tombstonesKept = "anytime_tombstones_kept_for_their_time"
    case readyAfterScript = "anytime_not_ready_before_the_startup_script_ended"
    case scriptOncePerRun = "anytime_no_startup_script_again_in_a_run_it_ended_in"
    case oneScriptPerKey = "anytime_one_script_under_way_per_space"
    case oneTryPerStop = "anytime_one_try_of_a_shutdown_script_per_stop"
    case scriptsBounded = "anytime_no_script_waited_for_beyond_its_time"
    case stopNotHeldUp = "eventually_a_stop_does_not_wait_for_a_startup_script"
    case scriptsEnd = "finally_each_startup_script_has_ended"
    case requestsAnswered = "eventually_each_request_is_answered"
    case desiredReached = "finally_each_space_is_as_desired_or_says_why_not"
    case statusHonest = "finally_status_matches_the_engine"
    case saysWhyNot = "finally_what_is_not_ready_says_why_in_words"
    case deletionsComplete = "finally_deletions_complete"
    case noOrphans = "finally_no_orphans"
    case quiescent = "finally_settled_means_no_engine_writes"
    case quietStore = "finally_settled_means_no_commits"
    case runsAgain = "finally_a_killed_container_runs_again_in_seconds"
    case pendsAsSaid = "finally_an_edit_leaves_waiting_what_it_named"
    case driftSeenTo = "finally_drift_is_put_back_or_reported"
    case applyUnchanged = "finally_applying_again_changes_nothing"
}

/// A property that did not hold.
package struct Violation: Sendable, Hashable, CustomStringConvertible {
    package var property: Property
    package var message: String
    /// Virtual milliseconds since the run began.
    package var time: Int64

    package var description: String { "\(property.rawValue) at \(time) ms: \(message)" }
}
