import KnotModel

/// Why a space that its user wants to run does not.
struct Suspension: Sendable, Hashable {
    enum Reason: String, Sendable, Hashable {
        /// Now is outside the template's schedule.
        case outsideSchedule = "OutsideSchedule"
        /// The schedule is open again and the template does not say `auto_start`.
        case notStarted = "NotStartedSinceOpening"
        /// It ran for the template's `max_uptime`.
        case uptimeReached = "UptimeReached"
    }

    var reason: Reason
    var message: String
}
