import KnotModel
import KnotPlan
import Synchronization

/// What hides protected values in all that the server says without its node: log lines, refusals, ends of streams. The
/// node keeps it up to date.
package final class Redaction: Sendable {
    private let redactor = Mutex(Redactor())

    package init() {}

    package var current: Redactor { redactor.withLock { $0 } }

    func set(_ redactor: Redactor) { self.redactor.withLock { $0 = redactor } }

    func redacted(_ text: String) -> String { current.redacted(text) }
}
