import KnotAPI
import KnotModel

extension EndpointChoice {
    /// A server that is known.
    struct Candidate: Sendable, Hashable {
        /// `nil` for this machine's socket.
        var alias: String?
        var endpoint: Endpoint

        /// The flag that names this one alone.
        var flag: String {
            if let alias { return "--alias \(alias)" }
            if case .socket(let path) = endpoint { return "--socket \(path)" }
            return "--server \(endpoint)"
        }
    }

    /// The server that is meant, which may be given by the name or the id of its node: then those that are known are
    /// asked, all at once, and shown no token. The one that is found gets its own saved token, never one that was
    /// given.
    ///
    /// - Parameter ask: What a server says of itself; `nil` when it does not answer in time.
    package func endpoint(
        environment: [String: String], ask: @escaping @Sendable (Endpoint) async -> VersionDocument?
    ) async throws -> Endpoint {
        guard let node = try node(environment: environment) else { return try endpoint(environment: environment) }
        let candidates = try candidates(environment: environment)
        let answers = await withTaskGroup(of: (Int, VersionDocument?).self) { group in
            for (index, candidate) in candidates.enumerated() {
                group.addTask { (index, await ask(candidate.endpoint.withoutToken)) }
            }
            var answers: [Int: VersionDocument] = [:]
            for await (index, answer) in group { answers[index] = answer }
            return answers
        }
        let wanted = HostName.plain(node)
        let found = answers.filter { _, answer in
            [answer.node, answer.nodeID?.name ?? answer.node].contains { HostName.plain($0) == wanted }
        }
        // An id that an earlier version made is a host's name: servers of several clusters may have it.
        let servers = Set(found.values.map { [$0.cluster, $0.nodeID?.name ?? $0.node] })
        if servers.count > 1 {
            let flags = found.keys.sorted().map { candidates[$0].flag }
            throw CommandFailure(
                .usage, "\(servers.count) servers have the name or id '\(node)'",
                hint: "name one of them instead: " + flags.joined(separator: ", "))
        }
        guard let first = found.keys.min() else {
            let names = Set(answers.values.map(\.node)).sorted().joined(separator: ", ")
            throw CommandFailure(
                .usage, "no server that is known here is called '\(node)'",
                hint: "give its URL, for example https://\(node), or save it with `knot connect`"
                    + (names.isEmpty ? "" : "; those that answer are \(names)"))
        }
        return candidates[first].endpoint
    }
}
