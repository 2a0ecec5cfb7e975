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

    package init(source: ApplicationRequestContextSource) {
        coreContext = .init(source: source)
        channel = source.channel
    }

    /// Whether the other end is on this machine.
    var isLoopback: Bool {
        switch channel.remoteAddress {
        case .v4(let address):
            address.host.hasPrefix("127.") || channel.remoteAddress?.ipAddress?.hasPrefix("127.") == true
        case .v6: channel.remoteAddress?.ipAddress == "::1"
        case .unixDomainSocket: true
        case nil: false
        }
    }

    /// The caller of a route that needs one.
    func user() throws(APIRefusal) -> Caller {
        guard let caller else { throw .unauthenticated }
        return caller
    }
}
