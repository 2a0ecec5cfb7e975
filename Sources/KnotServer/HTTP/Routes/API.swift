import Hummingbird
import KnotAPI
import KnotModel
import KnotNode

/// The HTTP API of one node: its route table and what the handlers share.
package struct API: Sendable {
    package let node: Node
    let registry: MetricRegistry
    let version: String
    let access: NetworkAccess
    /// The fingerprint of the node's public key.
    let nodeKey: String?
    package let shares = APIShares()
    let largeApplies = Turnstile()

    package init(
        node: Node, registry: MetricRegistry, version: String, access: NetworkAccess = .init(), nodeKey: String? = nil
    ) {
        self.node = node
        self.registry = registry
        self.version = version
        self.access = access
        self.nodeKey = nodeKey
    }

    /// What the nodes in documents are called.
    var names: NodeNames { node.identity.names }

    /// Everything the API offers, in the order the OpenAPI document shows it.
    package var routes: [Route] {
        let described =
            serviceRoutes + resourceRoutes + changeRoutes + streamRoutes + insightRoutes + tokenRoutes
            + adminRoutes
        return described + [openAPIRoute(for: described)]
    }

    /// The table as a responder behind one of the doors, for the connections of one listener.
    package func responder(_ door: Door, _ connections: ConnectionTable) -> RouterResponder<APIContext> {
        let routes = routes
        let index = RouteIndex(routes)
        let router = Router(context: APIContext.self, options: [.autoGenerateHeadEndpoints])
        router.add(middleware: Accounting(registry: registry, connections: connections, proxies: access.proxies))
        router.add(middleware: Refusing(redaction: node.redaction, routes: index))
        if door == .network { router.add(middleware: HostCheck(hosts: access.hosts)) }
        router.add(
            middleware: Authentication(
                door: door, node: node, routes: index, connections: connections,
                brake: access.slowsGuessing ? GuessingBrake() : nil))
        for route in routes {
            let allowed = route.parameters.filter { $0.place == .query }.map(\.name)
            router.on(RouterPath(route.path), method: route.method) { request, context in
                try Authentication.check(route.access, context)
                let query = try RequestQuery(request, allowed: allowed)
                let exchange = Exchange(request: request, context: context, query: query, bodies: shares.bodies)
                guard let caller = context.caller else { return try await route.handler(exchange) }
                let place = try shares.take(shares.requests, for: caller, "requests are being answered")
                let response = try await withExtended(exchange.held) { try await route.handler(exchange) }
                return response.keeping(place)
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

/// Runs `body` and keeps `held` until it has returned.
private func withExtended<Result>(_ held: AnyObject, _ body: () async throws -> Result) async rethrows -> Result {
    defer { withExtendedLifetime(held) {} }
    return try await body()
}

extension Response {
    /// Keeps a place while a long answer is being written. A stream has a place of its own.
    fileprivate func keeping(_ place: FairShares.Lease) -> Response {
        guard let length = body.contentLength, length > Accounting.wholeAnswer else { return self }
        var response = self
        let body = body
        response.body = ResponseBody(contentLength: length) { writer in
            defer { withExtendedLifetime(place) {} }
            try await body.write(writer)
        }
        return response
    }
}
