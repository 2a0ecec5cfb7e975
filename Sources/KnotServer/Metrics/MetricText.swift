/// Prometheus' text exposition format, version 0.0.4, of a registry's contents.
package enum MetricText {
    /// One block for each metric, sorted by name; `gauges` are values read at this moment.
    package static func render(_ contents: MetricRegistry.Contents, gauges: [MetricSeries: Double] = [:]) -> String {
        var counters = contents.counters
        counters[MetricSeries("knot_metrics_dropped_total")] = Double(contents.dropped)
        var blocks = numbers(counters, type: "counter")
        blocks += numbers(contents.gauges.merging(gauges) { $1 }, type: "gauge")
        for (name, series) in grouped(contents.histograms) {
            var text = "# TYPE \(name) histogram\n"
            for entry in series { text += lines(entry.key, entry.value) }
            blocks.append((name, text))
        }
        return blocks.sorted { $0.0 < $1.0 }.map(\.1).joined()
    }

    private static func numbers(_ values: [MetricSeries: Double], type: String) -> [(String, String)] {
        grouped(values).map { name, series in
            let lines = series.map { "\($0.key) \(number($0.value))\n" }.joined()
            return (name, "# TYPE \(name) \(type)\n\(lines)")
        }
    }

    private static func grouped<Value>(
        _ values: [MetricSeries: Value]
    ) -> [(String, [(key: MetricSeries, value: Value)])] {
        Dictionary(grouping: values) { $0.key.name }.map { ($0.key, $0.value.sorted { $0.key < $1.key }) }
    }

    private static func lines(_ series: MetricSeries, _ histogram: Histogram) -> String {
        var text = ""
        var running: UInt64 = 0
        for (bound, count) in zip(Histogram.bounds.map(number) + ["+Inf"], histogram.counts) {
            running += count
            let label = MetricSeries.Label(name: "le", value: bound)
            text += "\(series.text(suffix: "_bucket", extra: label)) \(running)\n"
        }
        text += "\(series.text(suffix: "_sum")) \(number(histogram.sum))\n"
        return text + "\(series.text(suffix: "_count")) \(running)\n"
    }

    /// Whole numbers without a fraction.
    private static func number(_ value: Double) -> String {
        if value.isNaN { return "NaN" }
        if value.isInfinite { return value > 0 ? "+Inf" : "-Inf" }
        return Int64(exactly: value).map(String.init) ?? String(value)
    }
}
