import Foundation
import HTTPTypes
import Hummingbird
import KnotCrypto

/// Finds out who asks. A wrong token is refused at once, on every route; a missing one only where one is needed.
struct Doorkeeper: RouterMiddleware {
    let door: Door
    let node: Node

    func handle(
        _ request: Request, context: APIContext, next: (Request, APIContext) async throws -> Response
    ) async throws -> Response {
        var context = context
        switch door {
        case .socket:
            context.caller = .admin
        case .network:
            if let header = request.headers[.authorization] {
                guard let token = Self.bearer(header), let user = await node.user(bearing: token) else {
                    throw APIRefusal.unauthenticated
                }
                context.caller = Caller(user: user)
            } else if context.endpointPath == nil || context.endpointPath == "NotFound" {
                // What is not there is not told to strangers.
                throw APIRefusal.unauthenticated
            }
        }
        return try await next(request, context)
    }

    static func check(_ access: Route.Access, _ context: APIContext) throws {
        switch access {
        case .open: return
        case .near where context.isLoopback: return
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
