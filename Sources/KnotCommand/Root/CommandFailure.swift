/// Why a verb gave up, with the status it ends with. Printed as `knot: message`, then the hint.
package struct CommandFailure: Error, Sendable, Hashable {
    package var status: ExitStatus
    /// What happened and to what.
    package var message: String
    /// What to do next; may be empty.
    package var hint: String

    package init(_ status: ExitStatus, _ message: String, hint: String = "") {
        self.status = status
        self.message = message
        self.hint = hint
    }
}

extension CommandFailure: CustomStringConvertible {
    package var description: String { hint.isEmpty ? message : "\(message)\n  hint: \(hint)" }
}
