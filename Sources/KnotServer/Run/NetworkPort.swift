import Foundation
import KnotModel
import NIOCore
import NIOPosix

/// The address on which the API is offered to the network.
package enum NetworkPort {
    /// Finds out, before anything else is begun, whether it can be listened on.
    ///
    /// - Throws: What is in the way and what to do; the address is as `server.listen` says it.
    package static func check(_ address: ListenAddress) async throws(Failure) {
        do {
            let channel = try await ServerBootstrap(group: MultiThreadedEventLoopGroup.singleton)
                .serverChannelOption(.socketOption(.so_reuseaddr), value: 1)
                .bind(host: address.host.isEmpty ? "0.0.0.0" : address.host, port: address.port).get()
            try await channel.close()
        } catch {
            throw Failure(
                .unknown, subject: address.description, "the server cannot listen on \(address): \(reason(error))")
        }
    }

    private static func reason(_ error: any Error) -> String {
        guard let error = error as? IOError else {
            return "the name cannot be resolved; write an address of this machine in server.listen (--listen)"
        }
        return switch error.errnoCode {
        case EADDRINUSE:
            "another program has that port; stop it, or choose another port with server.listen (--listen)"
        case EADDRNOTAVAIL:
            "this machine does not have that address; choose another with server.listen (--listen), or none for all"
        case EACCES:
            "only root may have that port; choose one from 1024 on with server.listen (--listen)"
        case let number: "\(String(cString: strerror(number))); choose another address with server.listen (--listen)"
        }
    }
}
