import KnotModel
import KnotNode
import KnotStore

extension Node {
    /// The node's numbers of this moment, for `/metrics`.
    var metricGauges: [MetricSeries: Double] {
        var result: [MetricSeries: Double] = [:]
        let phases = core.store.phases
        for phase in Status.Phase.allCases where phase != .gone || phases[phase] != nil {
            result[MetricSeries("knot_spaces", [("phase", phase.rawValue)])] = Double(phases[phase] ?? 0)
        }
        for (name, value) in core.gauges where !name.hasPrefix("spaces") {
            result[MetricSeries("knot_reconcile_\(name)")] = Double(value)
        }
        for (kind, state) in runtimeStates {
            result[MetricSeries("knot_runtime_up", [("engine", kind.rawValue)])] = state?.isUp == true ? 1 : 0
        }
        let recovery = core.recovery
        let damaged = recovery.quarantine.keys.count + recovery.quarantine.unnamed.count
        result[MetricSeries("knot_database_unreadable_records")] = Double(damaged)
        result[MetricSeries("knot_synced")] = core.isSynced ? 1 : 0
        result[MetricSeries("knot_entries_held")] = Double(core.replica.table.held.count)
        result[MetricSeries("knot_entries_mended_total")] = Double(core.mendedEntries)
        result[MetricSeries("knot_database_set_back")] = recovery.lost == nil ? 0 : 1
        let isWritable = recovery.failure == nil && lastWrite?.failure == nil
        result[MetricSeries("knot_database_writable")] = isWritable ? 1 : 0
        result[MetricSeries("knot_clock_lead_seconds")] = Double(core.clockLead(over: clock.now().wall)) / 1000
        result[MetricSeries("knot_unknown_containers")] = Double(core.unknownContainers.count)
        result[MetricSeries("knot_watches")] = Double(watches.count + eventWatches.count)
        result[MetricSeries("knot_requests_waiting")] = Double(replies.count)
        return result
    }
}
