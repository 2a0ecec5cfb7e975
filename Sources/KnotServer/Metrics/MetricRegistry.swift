import CoreMetrics
import Synchronization

/// The process' metrics in memory, for swift-metrics to write and `/metrics` to read.
///
/// Counters only grow; gauges hold the last value; timers and recorders are histograms with `Histogram.bounds`,
/// timers in seconds. At most `maximumSeries` series are kept: what comes after is dropped and counted in
/// `knot_metrics_dropped_total`.
package final class MetricRegistry: MetricsFactory, Sendable {
    package static let maximumSeries = 4096

    package struct Contents: Sendable {
        package var counters: [MetricSeries: Double] = [:]
        package var gauges: [MetricSeries: Double] = [:]
        package var histograms: [MetricSeries: Histogram] = [:]
        package var dropped = 0

        var count: Int { counters.count + gauges.count + histograms.count }
    }

    private let state = Mutex(Contents())

    package init() {}

    package var contents: Contents { state.withLock { $0 } }

    package func add(_ amount: Double, to series: MetricSeries) {
        guard amount >= 0, amount.isFinite else { return }
        change(\.counters, series, from: 0) { $0 += amount }
    }

    package func set(_ value: Double, of series: MetricSeries) {
        change(\.gauges, series, from: 0) { $0 = value }
    }

    package func shift(_ series: MetricSeries, by amount: Double) {
        change(\.gauges, series, from: 0) { $0 += amount }
    }

    package func record(_ value: Double, in series: MetricSeries) {
        change(\.histograms, series, from: Histogram()) { $0.record(value) }
    }

    package func resetCounter(_ series: MetricSeries) {
        state.withLock { if $0.counters[series] != nil { $0.counters[series] = 0 } }
    }

    private func change<Value: Sendable>(
        _ path: any WritableKeyPath<Contents, [MetricSeries: Value]> & Sendable, _ series: MetricSeries,
        from start: Value, _ update: (inout Value) -> Void
    ) {
        state.withLock { contents in
            if contents[keyPath: path][series] == nil, contents.count >= Self.maximumSeries {
                contents.dropped += 1
            } else {
                update(&contents[keyPath: path][series, default: start])
            }
        }
    }
}

extension MetricRegistry {
    package func makeCounter(label: String, dimensions: [(String, String)]) -> any CounterHandler {
        RegistryCounter(registry: self, series: MetricSeries(label, dimensions))
    }

    package func makeMeter(label: String, dimensions: [(String, String)]) -> any MeterHandler {
        RegistryGauge(registry: self, series: MetricSeries(label, dimensions))
    }

    package func makeRecorder(label: String, dimensions: [(String, String)], aggregate: Bool) -> any RecorderHandler {
        let series = MetricSeries(label, dimensions)
        return aggregate
            ? RegistryHistogram(registry: self, series: series) : RegistryGauge(registry: self, series: series)
    }

    package func makeTimer(label: String, dimensions: [(String, String)]) -> any TimerHandler {
        RegistryHistogram(registry: self, series: MetricSeries(label, dimensions))
    }

    // A series lives as long as the process; a handler holds nothing of its own.
    package func destroyCounter(_ handler: any CounterHandler) {}
    package func destroyMeter(_ handler: any MeterHandler) {}
    package func destroyRecorder(_ handler: any RecorderHandler) {}
    package func destroyTimer(_ handler: any TimerHandler) {}
}
