import AsyncHTTPClient
import KnotModel
import NIOHTTP1

/// Calls that only an administrator may make.
extension KnotClient {
    /// What is wrong with the server's database.
    package func database() async throws -> DatabaseDocument { try await send(Call(path: APIPath.database)) }

    /// - Parameter without: Engines that there are none of, or that may lose what they have.
    package func acceptDatabase(without: [EngineKind]) async throws -> DatabaseDocument {
        let names = without.map(\.rawValue).joined(separator: ",")
        return try await send(
            Call(method: .POST, path: APIPath.database + "/accept", query: [("without", names.isEmpty ? nil : names)]))
    }

    package func discard(_ names: [String]) async throws -> DatabaseDocument {
        try await send(
            Call(
                method: .POST, path: APIPath.database + "/discard", body: try Call.json(DiscardDocument(names: names))))
    }

    /// What could be taken over.
    package func adoptions() async throws -> AdoptionList { try await send(Call(path: APIPath.adoptions)) }

    package func adopt(_ request: AdoptionRequest) async throws -> ChangesDocument {
        try await send(Call(method: .POST, path: APIPath.adoptions, body: try Call.json(request)))
    }
}
