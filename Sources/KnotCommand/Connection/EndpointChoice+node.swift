import KnotAPI
import KnotModel

extension EndpointChoice {
    /// The server that is meant, which may be given by the name or the id of its node: then those that are known are asked,
    /// all at once, and shown no token.
    ///
    /// - Parameter ask: What a server says of itself; `nil` when it does not answer in time.
    package func endpoint(
        environment: [String: String], ask: @escaping @Sendable (Endpoint) async -> VersionDocument?
    ) async throws -> Endpoint {
        guard let node = try node(environment: environment) else { return try endpoint(environment: environment) }
        let candidates = try candidates(environment: environment)
        let answers = await withTaskGroup(of: (Int, VersionDocument?).self) { group in
            for (index, endpoint) in candidates.enumerated() {
                group.addTask { (index, await ask(endpoint.withoutToken)) }
            }
            var answers: [Int: VersionDocument] = [:]
            for await (index, answer) in group { answers[index] = answer }
            return answers
        }
        let byID = answers.filter { $0.value.nodeID?.name == node }
        let found = byID.isEmpty ? answers.filter { $0.value.node == node } : byID
        let ids = Set(found.values.map { $0.nodeID?.name ?? $0.node })
        if ids.count > 1 {
            throw CommandFailure(
                .usage, "\(ids.count) servers are called '\(node)'",
                hint: "name the one that is meant by its id: " + ids.sorted().joined(separator: ", "))
        }
        guard let first = found.keys.min() else {
            let names = Set(answers.values.map(\.node)).sorted().joined(separator: ", ")
            throw CommandFailure(
                .usage, "no server that is known here is called '\(node)'",
                hint: "give its URL, for example https://\(node), or save it with `knot connect`"
                    + (names.isEmpty ? "" : "; those that answer are \(names)"))
        }
        return candidates[first]
    }
}
