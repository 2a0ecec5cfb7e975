import KnotModel
import KnotPlan
import KnotRendering
import KnotStore

extension Admission {
    /// Whether all that a space depends on exists, and none of it waits in turn for the space.
    func checkDependencies(of record: Record) -> Refusal? {
        let names = record.space.dependsOn
        if names.contains(record.key.name) { return cycle([record.key, record.key]) }
        for dependency in record.dependencies {
            guard let found = staging.live(dependency) else {
                if let failure = setting.quarantine[dependency] {
                    return Refusal(key: record.key, field: "depends_on", failure: failure)
                }
                let known = staging.store.names(near: dependency).filter { $0 != record.key.name }
                let hint = Suggestion.nearest(to: dependency.name, among: known).map { "did you mean '\($0)'?" }
                return refusal(
                    record.key, .notFound,
                    "there is no \(dependency) to depend on; \(hint ?? "apply it first, or together with this one")")
            }
            if found.isDeleting {
                return Refusal(key: record.key, field: "depends_on", failure: beingDeleted(dependency))
            }
        }
        return cycle(from: record)
    }

    /// Searches breadth first, so that the shortest cycle is shown.
    private func cycle(from record: Record) -> Refusal? {
        var parents: [ResourceKey: ResourceKey] = [:]
        var waiting = [record.key]
        var index = 0
        while index < waiting.count {
            let key = waiting[index]
            index += 1
            for next in staging.live(key)?.dependencies ?? [] {
                if next == record.key {
                    var path = [key]
                    while let last = path.last, last != record.key, let parent = parents[last] { path.append(parent) }
                    return cycle(path.reversed() + [record.key])
                }
                guard parents[next] == nil else { continue }
                parents[next] = key
                waiting.append(next)
            }
        }
        return nil
    }

    private func cycle(_ path: [ResourceKey]) -> Refusal {
        refusal(
            path[0], .invalid,
            "\(path[0]) would wait for itself: \(path.map(\.name).joined(separator: " -> ")); "
                + "take one of these out of 'depends_on'")
    }

    private func refusal(_ key: ResourceKey, _ code: Failure.Code, _ message: String) -> Refusal {
        Refusal(key: key, field: "depends_on", failure: Failure(code, subject: key.description, message))
    }
}
