import Hummingbird
import KnotAPI
import KnotModel
import KnotNode

/// The HTTP API of one node: its route table and what the handlers share.
package struct API: Sendable {
    /// Commands running through the API at one time.
    package static let maximumSessions = 64

    package let node: Node
    let registry: MetricRegistry
    let version: String
    let sessions = Slots(API.maximumSessions)

    package init(node: Node, registry: MetricRegistry, version: String) {
        self.node = node
        self.registry = registry
        self.version = version
    }

    /// Everything the API offers, in the order the OpenAPI document shows it.
    package var routes: [Route] {
        let described =
            serviceRoutes + resourceRoutes + changeRoutes + streamRoutes + insightRoutes + tokenRoutes
            + adminRoutes
        return described + [openAPIRoute(for: described)]
    }

    /// The table as a responder behind one of the doors.
    package func responder(_ door: Door) -> RouterResponder<APIContext> {
        let router = Router(context: APIContext.self)
        router.add(middleware: Accounting(registry: registry))
        router.add(middleware: Refusing(redaction: node.redaction))
        router.add(middleware: Doorkeeper(door: door, node: node))
        for route in routes {
            let allowed = route.parameters.filter { $0.place == .query }.map(\.name)
            router.on(RouterPath(route.path), method: route.method) { request, context in
                try Doorkeeper.check(route.access, context)
                let query = try RequestQuery(request, allowed: allowed)
                return try await route.handler(Exchange(request: request, context: context, query: query))
            }
        }
        return router.buildResponder()
    }

    /// The changes of a reply as they may be shown; throws the core's refusals.
    func answer(_ reply: Reply, hiding isHidden: (ResourceKey) -> Bool) throws -> Response {
        switch reply {
        case .refused(let refusals): throw APIRefusal(refusals)
        case .changes(let changes):
            return try Answer.json(ChangesDocument(changes: Mask.covered(changes, isHidden)))
        }
    }
}
