import HTTPTypes
import Hummingbird
import KnotAPI

extension API {
    /// The route that describes the others, and itself.
    func openAPIRoute(for routes: [Route]) -> Route {
        let version = version
        func make(_ table: [Route]) -> Route {
            Route(
                .get, APIPath.openAPI, id: "openapi", "This document", access: .open,
                answers: [.init(mediaType: MediaType.json, schema: nil)]
            ) { _ in try Answer.json(OpenAPI.document(table, version: version)) }
        }
        return make(routes + [make([])])
    }
}
