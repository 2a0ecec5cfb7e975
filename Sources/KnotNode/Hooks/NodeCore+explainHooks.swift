import KnotModel
import KnotStore

extension NodeCore {
    /// What became of the scripts of the container that runs, and that a stop waits for its script.
    func explainHooks(_ record: Record) -> [String] {
        var lines: [String] = []
        let isRunning = latestStatus(record)?.phase == .running
        switch isRunning ? work[record.key]?.hooks.startup?.report : nil {
        case let report? where report.state == .failed:
            lines.append("its start-up script failed, and is tried again at the next start: \(report.message)")
        case let report? where report.state == .done: lines.append("its start-up script has ended well")
        case let report?: lines.append("its start-up script is \(report.state.rawValue.lowercased())")
        case nil: break
        }
        if let run = work[record.key]?.hooks.shutdown, run.isUnderWay {
            lines.append("its stop waits for the shutdown script")
        } else if let run = work[record.key]?.hooks.shutdown, run.report.state == .failed {
            lines.append("the shutdown script before its last stop failed: \(run.report.message)")
        }
        return lines
    }
}
