import NIOHTTP1

/// What an engine says of itself.
package struct EngineIdentity: Sendable, Hashable {
    /// Its own version, to be told: `4.3.1`; `unknown` when it does not say.
    package var version: String
    package var isPodman: Bool
    /// The version of the Docker Engine API to speak with it.
    var apiVersion: APIVersion

    /// In requests: `/v1.41`.
    package var prefix: String { "/v\(apiVersion)" }

    init(version: String, isPodman: Bool, apiVersion: APIVersion) {
        self.version = version
        self.isPodman = isPodman
        self.apiVersion = apiVersion
    }

    /// From the reply to `/version`: the lower of our version of the API and theirs, unless they no longer speak it.
    package init(version: String?, components: [String], apiVersion: String?, minAPIVersion: String?) {
        let theirs = apiVersion.flatMap(APIVersion.init) ?? .ours
        let least = minAPIVersion.flatMap(APIVersion.init) ?? theirs
        self.init(
            version: version ?? "unknown", isPodman: components.contains { $0.lowercased().hasPrefix("podman") },
            apiVersion: max(min(.ours, theirs), min(least, theirs)))
    }

    /// From the headers of Podman's reply to `/_ping`; `nil` when it is not Podman's, or does not tell its version. Every
    /// Podman speaks our version of the API, or its own lower one.
    package init?(podman headers: HTTPHeaders) {
        guard let version = headers.first(name: "Libpod-Api-Version"), APIVersion(version) != nil else { return nil }
        let theirs = headers.first(name: "Api-Version").flatMap(APIVersion.init) ?? .ours
        // It names itself as the server too; both are the same as long as its API goes by the program's version.
        let server = headers.first(name: "Server")?.split(separator: " ").first.map(String.init) ?? ""
        let named = server.hasPrefix("Libpod/") ? String(server.dropFirst("Libpod/".count)) : ""
        self.init(version: named.isEmpty ? version : named, isPodman: true, apiVersion: min(.ours, theirs))
    }
}
