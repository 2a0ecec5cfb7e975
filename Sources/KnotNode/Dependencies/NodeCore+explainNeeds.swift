import KnotModel
import KnotPlan
import KnotStore

extension NodeCore {
    /// The most sentences about what a space waits for.
    private static let mostNeeds = 20

    /// Why what a space depends on is not ready, each followed by what that one waits for itself, down to the first causes.
    func explainNeeds(_ record: Record) -> [String] {
        var chain: [String] = []
        var seen: Set<ResourceKey> = [record.key]
        follow(record, &chain, &seen)
        return chain
    }

    private func follow(_ record: Record, _ chain: inout [String], _ seen: inout Set<ResourceKey>) {
        for key in unready(record) where chain.count < Self.mostNeeds && seen.insert(key).inserted {
            guard let needed = store[key], !needed.isTombstone else {
                chain.append("\(key) does not exist; apply it, or take it out of depends_on")
                continue
            }
            guard !needed.isDeleting, intent(of: needed) == .running else {
                chain.append("\(key) \(standing(key))" + (whyAtRest(needed).map { ": \($0)" } ?? ""))
                continue
            }
            chain.append("\(key) \(standing(key))" + (trouble(needed).map { ": \($0)" } ?? ""))
            follow(needed, &chain, &seen)
        }
    }

    /// Why a space that its user may want to run is not to run now.
    private func whyAtRest(_ record: Record) -> String? {
        if record.isDeleting { return nil }
        if let suspension = work[record.key]?.schedule.suspension { return suspension.message }
        return "nobody wants it to run; 'knot space start \(record.key.name)' does"
    }

    /// What keeps a space from being ready, other than what it depends on.
    private func trouble(_ record: Record) -> String? {
        guard let status = latestStatus(record) else { return nil }
        if let error = status.lastError { return error.code == .dependencyNotReady ? nil : error.description }
        guard let ready = status.condition(.ready), ready.state != .yes, !ready.message.isEmpty,
            ready.reason != Failure.Code.dependencyNotReady.reason
        else { return nil }
        return ready.message
    }
}
