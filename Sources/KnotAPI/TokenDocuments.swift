import KnotModel

/// The body of `POST /tokens`.
package struct TokenRequest: Sendable, Hashable, Codable {
    /// The token's resource name; `nil` lets the server choose one.
    package var name: String?
    /// Who the bearer is.
    package var user: String
    package var description: String?

    package enum CodingKeys: String, CodingKey, CaseIterable { case name, user, description }

    package init(name: String? = nil, user: String, description: String? = nil) {
        self.name = name
        self.user = user
        self.description = description
    }
}

/// A token as the API shows it. `token` itself is there once: in the answer to the request that made it.
package struct TokenDocument: Sendable, Hashable, Codable {
    package var name: String
    package var user: String
    package var description: String
    package var createdAt: WallTime?
    package var token: String?

    package init(name: String, user: String, description: String, createdAt: WallTime?, token: String? = nil) {
        self.name = name
        self.user = user
        self.description = description
        self.createdAt = createdAt
        self.token = token
    }
}

/// The answer to `GET /tokens`.
package struct TokenList: Sendable, Hashable, Codable {
    package var items: [TokenDocument]

    package init(items: [TokenDocument]) { self.items = items }
}

extension TokenRequest: RequestDocument {
    package static var fieldNames: [String] { CodingKeys.allCases.map(\.rawValue) }
}
