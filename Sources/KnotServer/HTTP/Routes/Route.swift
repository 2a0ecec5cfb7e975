import HTTPTypes
import Hummingbird

/// One thing the API offers: how it is asked for, who may ask, and what answers. The same value registers the route and
/// describes it in the OpenAPI document, so that the two cannot differ.
package struct Route: Sendable {
    package enum Access: String, Sendable, Hashable {
        /// Everybody who can reach the port.
        case open
        /// Everybody on this machine; from elsewhere with a token.
        case near
        /// With a token, or through the Unix socket.
        case user
        /// The administrator.
        case admin
    }

    package struct Parameter: Sendable, Hashable {
        package enum Place: String, Sendable, Hashable { case path, query }
        package enum Form: String, Sendable, Hashable { case string, boolean, integer }

        package var name: String
        package var place: Place
        package var form: Form
        package var summary: String
        package var isRepeated = false
    }

    /// A media type and the name of the schema of what it carries; `nil` for what has none.
    package struct Content: Sendable, Hashable {
        package var mediaType: String
        package var schema: String?
    }

    package let method: HTTPRequest.Method
    /// With parameters in braces.
    package let path: String
    /// Unique; a program's name for the call.
    package let id: String
    package let summary: String
    package let access: Access
    package let parameters: [Parameter]
    package let body: Content?
    package let answers: [Content]
    package let status: Int
    let handler: @Sendable (Exchange) async throws -> Response

    init(
        _ method: HTTPRequest.Method, _ path: String, id: String, _ summary: String, access: Access = .user,
        parameters: [Parameter] = [], body: Content? = nil, answers: [Content], status: Int = 200,
        handler: @escaping @Sendable (Exchange) async throws -> Response
    ) {
        self.method = method
        self.path = path
        self.id = id
        self.summary = summary
        self.access = access
        self.parameters = parameters
        self.body = body
        self.answers = answers
        self.status = status
        self.handler = handler
    }
}

extension Route.Parameter {
    static func path(_ name: String, _ summary: String) -> Self {
        Self(name: name, place: .path, form: .string, summary: summary)
    }

    static func text(_ name: String, _ summary: String, isRepeated: Bool = false) -> Self {
        Self(name: name, place: .query, form: .string, summary: summary, isRepeated: isRepeated)
    }

    static func flag(_ name: String, _ summary: String) -> Self {
        Self(name: name, place: .query, form: .boolean, summary: summary)
    }

    static func number(_ name: String, _ summary: String) -> Self {
        Self(name: name, place: .query, form: .integer, summary: summary)
    }
}
