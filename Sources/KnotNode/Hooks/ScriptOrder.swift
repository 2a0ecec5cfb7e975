import KnotModel
import KnotPlan

/// Scripts to run in a container, one after the other; the first that fails is the last.
package struct ScriptOrder: Sendable, Hashable {
    package var hook: Hook
    package var key: ResourceKey
    package var uid: UID
    package var containerID: String
    package var scripts: [Script]
    /// Hides protected values in what the scripts write, before it is kept or told.
    package var redactor: Redactor

    package init(
        hook: Hook, key: ResourceKey, uid: UID, containerID: String, scripts: [Script], redactor: Redactor = Redactor()
    ) {
        self.redactor = redactor
        self.hook = hook
        self.key = key
        self.uid = uid
        self.containerID = containerID
        self.scripts = scripts
    }

    /// The longest that all of them may take, in milliseconds.
    package var timeout: Int64 { scripts.reduce(0) { $0 + $1.timeout } }
}

/// What a `ScriptOrder` came to.
package struct ScriptOutcome: Sendable, Hashable {
    /// Of the script that ended last; `nil` when it did not end by itself.
    package var exitCode: Int?
    /// What went wrong; `nil` when every script ended with 0.
    package var failure: Failure?

    package init(exitCode: Int? = nil, failure: Failure? = nil) {
        self.exitCode = exitCode
        self.failure = failure
    }
}
