import KnotModel

/// Who asks, once the door let them in.
package struct Caller: Sendable, Hashable {
    /// The user that may do everything; whoever comes through the Unix socket is it.
    package static let adminName = "admin"

    package var user: String
    /// Whether the caller came through the Unix socket.
    package let isLocal: Bool

    package init(user: String) {
        self.user = user
        isLocal = false
    }

    private init() {
        user = Self.adminName
        isLocal = true
    }

    /// The administrator at the Unix socket.
    package static let admin = Caller()

    package var isAdmin: Bool { user == Self.adminName }

    /// Throws unless the caller may write, log into or read the output of this resource.
    ///
    /// Until there are roles: a space is its owner's and the administrator's; other kinds may be written by every user.
    package func check(mayUse key: ResourceKey) throws(Failure) {
        guard key.kind.isOwned, !isAdmin, key.owner != user else { return }
        throw Failure(
            .notAllowed, subject: key.description,
            "\(key) belongs to the user '\(key.owner)'; '\(user)' may not use it")
    }

    /// Throws unless the caller is the administrator. `what` completes "only the administrator may …".
    package func checkAdmin(_ what: String) throws(Failure) {
        guard !isAdmin else { return }
        throw Failure(
            .notAllowed, subject: user,
            "only the administrator may \(what); use the server's Unix socket, or a token of the user 'admin'")
    }
}
