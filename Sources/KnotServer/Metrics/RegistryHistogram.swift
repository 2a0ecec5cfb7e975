import CoreMetrics

/// Writes one histogram of a registry; durations come in nanoseconds and are kept in seconds.
final class RegistryHistogram: TimerHandler, RecorderHandler, Sendable {
    let registry: MetricRegistry
    let series: MetricSeries

    init(registry: MetricRegistry, series: MetricSeries) {
        self.registry = registry
        self.series = series
    }

    func recordNanoseconds(_ duration: Int64) { registry.record(Double(duration) / 1e9, in: series) }
    func record(_ value: Int64) { registry.record(Double(value), in: series) }
    func record(_ value: Double) { registry.record(value, in: series) }
}
