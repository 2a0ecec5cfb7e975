import AsyncHTTPClient
import Foundation
import NIOCore
import NIOPosix
import NIOSSL

extension ClientFailure {
    /// The failure for an error that came before any answer.
    package static func connecting(to endpoint: Endpoint, _ error: any Error) -> ClientFailure {
        let (reason, hint) = explain(error, endpoint)
        return .unreachable(endpoint: endpoint, reason: reason, advice: hint)
    }

    private static func explain(_ error: any Error, _ endpoint: Endpoint) -> (String, String) {
        if let connection = error as? NIOConnectionError {
            guard let first = connection.connectionErrors.first else {
                let cause: any Error = connection.dnsAError ?? connection.dnsAAAAError ?? error
                return ("the name '\(connection.host)' cannot be resolved (\(cause))", "check the URL for a slip")
            }
            return explain(first.error, endpoint)
        }
        if let io = error as? IOError { return explain(errno: io.errnoCode, endpoint) }
        if let client = error as? HTTPClientError {
            switch client {
            case .connectTimeout, .deadlineExceeded, .readTimeout:
                return ("it did not answer in time", "check that the server is up and no firewall is in between")
            case .remoteConnectionClosed:
                return closed(endpoint)
            case .emptyScheme, .emptyHost, .invalidURL:
                return ("the URL is not right", "write it as https://knot.example.com or http://127.0.0.1:3000")
            default: break
            }
        }
        if error is NIOSSLError || error is NIOSSLExtraError || error is BoringSSLError {
            return explain(tls: "\(error)")
        }
        return ("\(error)", startHint(endpoint))
    }

    private static func explain(tls text: String) -> (String, String) {
        if text.contains("WRONG_VERSION_NUMBER") {
            return ("it does not speak TLS", "write the URL with http:// if the server runs without TLS")
        }
        if text.contains("CERTIFICATE_VERIFY_FAILED") || text.contains("unableToValidateCertificate") {
            return ("its certificate is not trusted", "use --tls-skip-verify for a certificate it made itself")
        }
        return ("the TLS connection failed", "use http:// for a server without TLS, or look at the server's log")
    }

    private static func explain(errno code: CInt, _ endpoint: Endpoint) -> (String, String) {
        switch code {
        case 2: ("there is no such socket", startHint(endpoint))
        case 111, 61: ("nothing listens there", startHint(endpoint))
        case 13, 1: ("it belongs to another user", "use sudo, or `knot connect URL --token TOKEN`")
        case 104, 54, 32: closed(endpoint)
        case 110, 60, 113, 101: ("there is no way to that address", "check the URL and the network in between")
        default: ("the connection failed (\(String(cString: strerror(code))))", startHint(endpoint))
        }
    }

    private static func closed(_ endpoint: Endpoint) -> (String, String) {
        switch endpoint {
        case .socket: ("it closed the connection", "look at the server's log")
        case .url: ("it closed the connection", "look at the server's log; does the URL want https instead?")
        }
    }

    private static func startHint(_ endpoint: Endpoint) -> String {
        switch endpoint {
        case .socket:
            "start a server here with `knot server --config knot.toml`, or name one elsewhere with `knot connect URL`"
        case .url: "check that the server runs, and the URL: `knot connect URL --token TOKEN` sets another"
        }
    }
}
