import AsyncHTTPClient
import KnotModel

/// Which resources a list holds.
package struct ListFilter: Sendable, Hashable {
    /// A label selector such as `team=web,tier!=db`; `nil` is everything.
    package var selector: String?
    /// Only this user's.
    package var user: String?

    package init(selector: String? = nil, user: String? = nil) {
        self.selector = selector
        self.user = user
    }

    var query: [(name: String, value: String?)] { [("selector", selector), ("user", user)] }
}

extension KnotClient {
    /// The resources of a kind, sorted by key, and the cursor from which `watch` goes on without a gap.
    package func list(_ kind: Kind, _ filter: ListFilter = ListFilter()) async throws -> ResourceList {
        try await send(Call(path: APIPath.list(kind), query: filter.query))
    }

    /// One resource. A space without an owner is the caller's own.
    package func resource(_ key: ResourceKey) async throws -> ResourceDocument {
        try await send(Call(path: APIPath.resource(key)))
    }

    /// One resource, or `nil` when there is none of that name.
    package func resourceIfPresent(_ key: ResourceKey) async throws -> ResourceDocument? {
        do {
            return try await resource(key)
        } catch let failure as ClientFailure where failure.isNotFound {
            return nil
        }
    }

    /// What happens to the resources of a kind after `cursor`, until the server goes away or the task is cancelled.
    package func watch(
        _ kind: Kind, _ filter: ListFilter = ListFilter(), since cursor: String?
    ) async throws -> LineSequence<WatchEvent> {
        let query = filter.query + [("watch", "true"), ("since", cursor)]
        let response = try await open(Call(path: APIPath.list(kind), query: query), patience: nil)
        return LineSequence(client: self, body: response.body)
    }
}
