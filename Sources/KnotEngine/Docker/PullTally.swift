import KnotPlan

/// Adds up the progress of an image's layers and lets at most four reports a second through.
struct PullTally {
    private struct Layer {
        var current: Int64 = 0
        var total: Int64 = 0
    }

    private static let interval = Duration.milliseconds(250)
    /// No image has more layers; lines about further ones are not counted.
    private static let mostLayers = 512
    /// No layer is larger, in bytes; the sum over all can still be multiplied by ten.
    private static let largest: Int64 = 1 << 50

    private var layers: [String: Layer] = [:]
    private var stage = ""
    private var reported: ContinuousClock.Instant?
    private var isReported = true

    /// Takes a line in; the report to make now, if it is time for one.
    mutating func add(_ line: PullLine, at now: ContinuousClock.Instant) -> PullProgress? {
        if let status = line.status, !status.isEmpty { stage = String(status.prefix(200)) }
        if let id = line.id, let detail = line.progressDetail, let total = detail.total, total > 0,
            layers[id] != nil || layers.count < Self.mostLayers
        {
            layers[id] = Layer(current: min(max(0, detail.current ?? 0), total), total: total)
        } else if let id = line.id, let layer = layers[id], line.status?.hasSuffix("complete") == true {
            layers[id]?.current = layer.total
        }
        isReported = false
        if let reported, now - reported < Self.interval { return nil }
        reported = now
        isReported = true
        return progress
    }

    /// What was not reported yet.
    var rest: PullProgress? { isReported ? nil : progress }

    private var progress: PullProgress {
        layers.values.reduce(into: PullProgress(current: 0, total: 0, stage: stage)) { sum, layer in
            // Strangers' numbers may be as large as they like.
            sum.current += min(layer.current, Self.largest)
            sum.total += min(layer.total, Self.largest)
        }
    }
}
