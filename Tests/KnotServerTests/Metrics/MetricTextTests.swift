import CoreMetrics
import KnotServer
import Testing

@Suite("Metrics")
struct MetricTextTests {
    @Test("counters, gauges and histograms in Prometheus' text format")
    func format() {
        let registry = MetricRegistry()
        Counter(label: "requests_total", dimensions: [("method", "GET"), ("a", "x\"y\\z\n")], factory: registry)
            .increment(by: 3)
        Gauge(label: "queue-depth", factory: registry).record(2.5)
        let timer = Timer(label: "wait_seconds", factory: registry)
        timer.recordNanoseconds(2_000_000)
        timer.recordNanoseconds(700_000_000_000)
        let text = MetricText.render(registry.contents, gauges: [MetricSeries("now"): 7])
        let lines = text.split(separator: "\n").map(String.init)
        #expect(lines.contains(#"requests_total{a="x\"y\\z\n",method="GET"} 3"#))
        #expect(lines.contains("# TYPE requests_total counter"))
        #expect(lines.contains("queue_depth 2.5"))
        #expect(lines.contains("now 7"))
        #expect(lines.contains("# TYPE wait_seconds histogram"))
        #expect(lines.contains(#"wait_seconds_bucket{le="0.001"} 0"#))
        #expect(lines.contains(#"wait_seconds_bucket{le="0.0025"} 1"#))
        #expect(lines.contains(#"wait_seconds_bucket{le="300"} 1"#))
        #expect(lines.contains(#"wait_seconds_bucket{le="+Inf"} 2"#))
        #expect(lines.contains("wait_seconds_sum 700.002"))
        #expect(lines.contains("wait_seconds_count 2"))
        #expect(text.hasSuffix("\n"))
    }

    @Test("each metric has one block")
    func blocks() {
        let registry = MetricRegistry()
        for index in 0..<5 { registry.add(1, to: MetricSeries("a_total", [("n", "\(index)")])) }
        let text = MetricText.render(registry.contents)
        #expect(text.split(separator: "\n").filter { $0.hasPrefix("# TYPE a_total") }.count == 1)
    }

    @Test("the number of series is bounded, and what is left out is counted")
    func bound() {
        let registry = MetricRegistry()
        for index in 0..<(MetricRegistry.maximumSeries + 10) {
            registry.add(1, to: MetricSeries("a_total", [("n", "\(index)")]))
        }
        #expect(registry.contents.counters.count == MetricRegistry.maximumSeries)
        #expect(registry.contents.dropped == 10)
    }
}
