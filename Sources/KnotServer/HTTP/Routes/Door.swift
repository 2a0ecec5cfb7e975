/// The two ways into the API.
package enum Door: Sendable, Hashable {
    /// The Unix socket, which only the server's own user can open: whoever comes is the administrator.
    case socket
    /// TCP: a bearer token is needed wherever a route says so.
    case network
}
