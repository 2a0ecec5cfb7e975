import HTTPTypes
import Hummingbird
import KnotModel

/// Refuses requests over TCP that ask for the server by a name that it does not have: see `AllowedHosts`.
///
/// A request without a `Host` comes from no browser and is let through.
struct HostCheck: RouterMiddleware {
    let hosts: AllowedHosts

    func handle(
        _ request: Request, context: APIContext, next: (Request, APIContext) async throws -> Response
    ) async throws -> Response {
        // The first one is the authority.
        if let name = HTTPField.Name("Host"), request.headers[name] != nil {
            throw APIRefusal.malformed("Host", "the request has more than one Host header; send one")
        }
        if let host = request.head.authority,
            !hosts.allows(host, at: ClientAddress(context.channel.localAddress))
        {
            throw APIRefusal(
                .misdirectedRequest,
                Failure(
                    .invalid, subject: "Host",
                    "this server does not answer to the name '\(host.prefix(255))'; ask for it by its address or the "
                        + "host of server.url, or add the name to server.allowed_hosts"))
        }
        return try await next(request, context)
    }
}
