import CoreMetrics

/// Writes one counter of a registry.
final class RegistryCounter: CounterHandler, Sendable {
    let registry: MetricRegistry
    let series: MetricSeries

    init(registry: MetricRegistry, series: MetricSeries) {
        self.registry = registry
        self.series = series
    }

    func increment(by amount: Int64) { registry.add(Double(amount), to: series) }
    func reset() { registry.resetCounter(series) }
}
