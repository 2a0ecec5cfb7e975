import CoreMetrics
import KnotModel
import KnotPlan
import Metrics

/// What the node counts and times, written to a swift-metrics factory.
package struct NodeMetrics: Sendable {
    private let factory: any MetricsFactory
    private let commits: Metrics.Timer
    private let commitFailures: Counter
    private let watchCuts: Counter

    package init(_ factory: any MetricsFactory) {
        self.factory = factory
        commits = Timer(label: "knot_commit_seconds", dimensions: [], preferredDisplayUnit: .seconds, factory: factory)
        commitFailures = Counter(label: "knot_commit_failures_total", factory: factory)
        watchCuts = Counter(label: "knot_watches_cut_total", factory: factory)
    }

    func committed(in duration: Duration) { commits.record(duration: duration) }
    func commitFailed() { commitFailures.increment() }
    func watchCut() { watchCuts.increment() }

    func observed(_ kind: EngineKind, failed: Bool) {
        let labels = [("engine", kind.rawValue), ("result", failed ? "failed" : "done")]
        Counter(label: "knot_engine_observations_total", dimensions: labels, factory: factory).increment()
    }

    func acted(_ action: Action, result: String, in duration: Duration) {
        Counter(
            label: "knot_engine_actions_total", dimensions: [("action", action.verb), ("result", result)],
            factory: factory
        ).increment()
        Timer(
            label: "knot_engine_action_seconds", dimensions: [("action", action.verb)],
            preferredDisplayUnit: .seconds, factory: factory
        ).record(duration: duration)
    }
}
