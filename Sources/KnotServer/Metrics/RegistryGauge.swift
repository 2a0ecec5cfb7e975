import CoreMetrics

/// Writes one gauge of a registry.
final class RegistryGauge: MeterHandler, RecorderHandler, Sendable {
    let registry: MetricRegistry
    let series: MetricSeries

    init(registry: MetricRegistry, series: MetricSeries) {
        self.registry = registry
        self.series = series
    }

    func set(_ value: Int64) { registry.set(Double(value), of: series) }
    func set(_ value: Double) { registry.set(value, of: series) }
    func increment(by amount: Double) { registry.shift(series, by: amount) }
    func decrement(by amount: Double) { registry.shift(series, by: -amount) }
    func record(_ value: Int64) { registry.set(Double(value), of: series) }
    func record(_ value: Double) { registry.set(value, of: series) }
}
