import KnotAPI
import KnotModel

/// What came of a start, stop or restart that was waited for.
package enum LifecycleText {
    /// `space/alice/web started`, or that its schedule or `max_uptime` keeps it stopped.
    ///
    /// - Parameter item: The space as it is now; `nil` when it is not there any more.
    package static func line(_ key: ResourceKey, _ verb: LifecycleVerb, done: String, _ item: ResourceDocument?)
        -> String
    {
        guard verb != .stop, let suspended = item?.status?.condition(.suspended), suspended.state == .yes else {
            return "\(key) \(done)"
        }
        let why = suspended.message.isEmpty ? suspended.reason : TextWidth.harmless(suspended.message)
        return "\(key) stays stopped: \(why)"
    }
}
