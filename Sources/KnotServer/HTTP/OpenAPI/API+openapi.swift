import HTTPTypes
import Hummingbird
import KnotAPI

extension API {
    /// The route that describes the others, and itself.
    func openAPIRoute(for routes: [Route]) -> Route {
        func make(_ handler: @escaping @Sendable (Exchange) async throws -> Response) -> Route {
            Route(
                .get, APIPath.openAPI, id: "openapi", "This document", access: .open,
                answers: [.init(mediaType: MediaType.json, schema: nil)], handler: handler)
        }
        let described = routes + [make { _ in try Answer.json([String]()) }]
        // Made once: strangers ask for it.
        let document = Result { try APICoding.encode(OpenAPI.document(described, version: version)) }
        return make { _ in Answer.bytes(try document.get(), type: MediaType.json) }
    }
}
