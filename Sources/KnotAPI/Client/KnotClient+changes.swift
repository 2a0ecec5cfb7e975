import AsyncHTTPClient
import KnotModel
import NIOCore
import NIOHTTP1

/// How a stream of manifests is applied.
package struct ApplyQuery: Sendable, Hashable {
    package var dryRun: Bool
    /// The source that owns what is written; `nil` is the caller.
    package var source: String?
    package var prune: Bool
    /// `nil` is the server's own limit. A number, or a percentage such as `20%`.
    package var pruneLimit: String?
    package var force: Bool
    package var expected: [ResourceKey: Stamp]

    package init(
        dryRun: Bool = false, source: String? = nil, prune: Bool = false, pruneLimit: String? = nil,
        force: Bool = false, expected: [ResourceKey: Stamp] = [:]
    ) {
        self.dryRun = dryRun
        self.source = source
        self.prune = prune
        self.pruneLimit = pruneLimit
        self.force = force
        self.expected = expected
    }

    var query: [(name: String, value: String?)] {
        [
            ("dry_run", dryRun ? "true" : nil), ("source", source), ("prune", prune ? "true" : nil),
            ("prune_limit", pruneLimit), ("force", force ? "true" : nil),
        ] + expected.sorted { $0.key < $1.key }.map { ("expect", "\($0.key)@\($0.value)") }
    }
}

/// What is asked of a space.
package enum LifecycleVerb: String, Sendable, Hashable, Codable { case start, stop, restart }

extension KnotClient {
    /// Applies manifests, all of them or none; `yaml` is a stream of documents.
    package func apply(yaml: [UInt8], _ query: ApplyQuery) async throws -> ChangesDocument {
        try await send(
            Call(
                method: .POST, path: APIPath.apply, query: query.query, body: .bytes(ByteBuffer(bytes: yaml)),
                contentType: MediaType.yaml))
    }

    /// Deletes resources, all of them or none.
    package func delete(_ query: DeleteDocument) async throws -> ChangesDocument {
        try await send(Call(method: .POST, path: APIPath.delete, body: try Call.json(query)))
    }

    /// Starts, stops or restarts a space; the answer comes before it is done.
    package func lifecycle(_ verb: LifecycleVerb, _ key: ResourceKey) async throws -> ChangesDocument {
        try await send(Call(method: .POST, path: APIPath.lifecycle(key, verb.rawValue)))
    }
}
