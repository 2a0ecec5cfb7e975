import AsyncHTTPClient
import KnotModel
import NIOHTTP1

extension KnotClient {
    /// Who answers, and whom it takes the caller for.
    ///
    /// - Parameter patience: Seconds.
    package func version(patience: Int64 = KnotClient.patience) async throws -> VersionDocument {
        try await send(Call(path: APIPath.version), patience: patience)
    }

    /// The container runtimes of the node that answers.
    package func runtimes() async throws -> RuntimeList {
        try await send(Call(path: APIPath.runtimes))
    }

    /// What is known to have happened, oldest first; `key` keeps those of one resource.
    package func events(for key: ResourceKey? = nil) async throws -> [Event] {
        let list: EventList = try await send(Call(path: APIPath.events, query: [("for", key?.description)]))
        return list.items
    }

    /// Each event that is new or repeated from now on.
    package func watchEvents(for key: ResourceKey? = nil) async throws -> LineSequence<Event> {
        let query: [(name: String, value: String?)] = [("for", key?.description), ("watch", "true")]
        let response = try await open(Call(path: APIPath.events, query: query), patience: nil)
        return LineSequence(client: self, body: response.body)
    }

    /// Why a resource is as it is.
    package func why(_ key: ResourceKey) async throws -> Explanation {
        try await send(Call(path: APIPath.why(key)))
    }

    package func tokens() async throws -> [TokenDocument] {
        let list: TokenList = try await send(Call(path: APIPath.tokens))
        return list.items
    }

    /// Makes a token; the answer is the only one that ever shows it.
    package func createToken(_ request: TokenRequest) async throws -> TokenDocument {
        try await send(Call(method: .POST, path: APIPath.tokens, body: try Call.json(request)))
    }

    /// Makes a token worthless.
    package func deleteToken(_ name: String) async throws {
        try await send(Call(method: .DELETE, path: APIPath.tokens + "/" + URLText.encode(name)))
    }
}
