import Foundation
import HTTPTypes
import Hummingbird
import KnotCrypto
import KnotModel

/// Finds out who asks. A wrong token is refused on every route, later and later; a missing one only where one is needed.
struct Authentication: RouterMiddleware {
    let door: Door
    let node: Node
    let routes: RouteIndex
    let connections: ConnectionTable
    /// `nil`: wrong tokens are all answered at once.
    let brake: GuessingBrake?

    func handle(
        _ request: Request, context: APIContext, next: (Request, APIContext) async throws -> Response
    ) async throws -> Response {
        var context = context
        switch door {
        case .socket:
            context.caller = .admin
        case .network:
            if request.headers[.authorization] != nil {
                context.caller = Caller(user: try await user(request, context))
            } else if context.endpointPath == nil || context.endpointPath == "NotFound",
                !routes.isOpen(request.uri.path)
            {
                // What is not there is not told to strangers.
                throw APIRefusal.unauthenticated
            }
        }
        return try await next(request, context)
    }

    private func user(_ request: Request, _ context: APIContext) async throws -> String {
        guard request.headers[values: .authorization].count == 1, let header = request.headers[.authorization],
            let token = Self.bearer(header), let user = await node.user(bearing: token)
        else { throw await refusal(context) }
        if let client = context.client { brake?.succeeded(client) }
        guard connections.authenticated(context.channel, user: user) else {
            throw APIRefusal(
                .serviceUnavailable,
                Failure(
                    .busy, subject: user,
                    "'\(user)' holds as many connections to this server as one user may hold now; close some"),
                closes: true)
        }
        return user
    }

    private func refusal(_ context: APIContext) async -> APIRefusal {
        guard let client = context.client, let pause = brake?.failed(client) else { return .unauthenticated }
        await brake?.hold(pause)
        return .guessing(client, seconds: Int(pause.components.seconds))
    }

    static func check(_ access: Route.Access, _ context: APIContext) throws {
        switch access {
        case .open: return
        case .near where context.isNear: return
        case .near, .user: _ = try context.user()
        case .admin: try context.user().checkAdmin("do this")
        }
    }

    private static func bearer(_ header: String) -> String? {
        let parts = header.split(separator: " ", maxSplits: 1)
        guard parts.count == 2, parts[0].lowercased() == "bearer", parts[1].utf8.count <= 512 else { return nil }
        return parts[1].trimmingCharacters(in: .whitespaces)
    }
}

extension Node {
    /// The user whose token this is.
    func user(bearing token: String) -> String? {
        guard let digest = try? Token(token)?.digest() else { return nil }
        return Bearer.user(of: Array(digest.hex.utf8), among: bearers)
    }
}
