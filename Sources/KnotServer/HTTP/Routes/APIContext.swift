import Hummingbird
import KnotModel
import NIOCore

/// What the API knows of a request beside the request itself.
package struct APIContext: RequestContext {
    package var coreContext: CoreRequestContextStorage
    /// `nil` on a route that is open to everybody, without a token.
    package var caller: Caller?
    /// The connection, for its guard.
    let channel: any Channel
    /// Where the request comes from, as far as trusted proxies tell; `nil` at the Unix socket.
    var client: ClientAddress?
    /// Whether the other end is on this machine, and does not ask for somebody else.
    var isNear = false

    package init(source: ApplicationRequestContextSource) {
        coreContext = .init(source: source)
        channel = source.channel
    }

    /// The caller of a route that needs one.
    func user() throws(APIRefusal) -> Caller {
        guard let caller else { throw .unauthenticated }
        return caller
    }
}
