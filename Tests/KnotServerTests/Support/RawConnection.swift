import Foundation
import KnotModel

/// A TCP connection of the tests' own, from an address of their choice: all of 127.0.0.0/8 is this machine.
final class RawConnection: Sendable {
    private let socket: Int32

    /// - Parameter source: The address that the server sees.
    init(port: Int, from source: String = "127.0.0.1") throws {
        socket = Foundation.socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        guard socket >= 0 else { throw RawConnection.failure("socket") }
        var own = Self.address(source, port: 0)
        var server = Self.address("127.0.0.1", port: port)
        let size = socklen_t(MemoryLayout<sockaddr_in>.size)
        let isBound = withUnsafePointer(to: &own) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { bind(socket, $0, size) }
        }
        let isConnected = withUnsafePointer(to: &server) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { connect(socket, $0, size) }
        }
        guard isBound == 0, isConnected == 0 else {
            close(socket)
            throw RawConnection.failure("connect from \(source)")
        }
    }

    deinit { close(socket) }

    func send(_ text: String) { send(Array(text.utf8)) }

    func send(_ bytes: [UInt8]) {
        _ = Foundation.send(socket, bytes, bytes.count, Int32(MSG_NOSIGNAL))
    }

    /// What has come by the end of the connection, or until nothing came for `seconds`.
    func read(seconds: Int = 60) async -> String {
        await Self.beside { self.readNow(seconds) { _ in false } }
    }

    /// The next answer as a whole, whose length its head tells; what has come of it if it does not end.
    func answer() async -> String {
        await Self.beside { self.readNow(60, until: Self.isWhole) }
    }

    /// Whether the server has closed the connection, once it has had `seconds`.
    func isClosed(within seconds: Int) async -> Bool {
        await Self.beside { self.isClosedNow(seconds) }
    }

    /// Waits on a thread that nobody else needs.
    private static func beside<Result: Sendable>(_ body: @escaping @Sendable () -> Result) async -> Result {
        await withCheckedContinuation { continuation in
            Thread { continuation.resume(returning: body()) }.start()
        }
    }

    private func readNow(_ seconds: Int, until isWhole: ([UInt8]) -> Bool) -> String {
        var bytes: [UInt8] = []
        while !isWhole(bytes), let more = part(seconds: seconds), !more.isEmpty { bytes += more }
        return String(decoding: bytes, as: UTF8.self)
    }

    private static func isWhole(_ bytes: [UInt8]) -> Bool {
        let text = String(decoding: bytes, as: UTF8.self)
        guard let head = text.firstRange(of: "\r\n\r\n") else { return false }
        let lengths = text[..<head.lowerBound].components(separatedBy: "\r\n").compactMap { line -> Int? in
            guard line.lowercased().hasPrefix("content-length:") else { return nil }
            return Int(line.dropFirst("content-length:".count).trimmingCharacters(in: .whitespaces))
        }
        return text[head.upperBound...].utf8.count >= lengths.first ?? 0
    }

    private func isClosedNow(_ seconds: Int) -> Bool {
        while let bytes = part(seconds: seconds) { if bytes.isEmpty { return true } }
        return false
    }

    /// Empty at the end; `nil` when nothing comes.
    private func part(seconds: Int) -> [UInt8]? {
        var limit = timeval(tv_sec: seconds, tv_usec: seconds == 0 ? 1000 : 0)
        setsockopt(socket, SOL_SOCKET, SO_RCVTIMEO, &limit, socklen_t(MemoryLayout<timeval>.size))
        var bytes = [UInt8](repeating: 0, count: 4096)
        let count = recv(socket, &bytes, bytes.count, 0)
        if count < 0 { return errno == EAGAIN || errno == EINTR ? nil : [] }
        return Array(bytes.prefix(count))
    }

    private static func address(_ text: String, port: Int) -> sockaddr_in {
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_port = in_port_t(port).bigEndian
        address.sin_addr.s_addr = inet_addr(text)
        return address
    }

    private static func failure(_ what: String) -> Failure {
        Failure(.unknown, subject: what, "\(what): \(String(cString: strerror(errno)))")
    }
}

extension TestServer {
    /// Sends `text` over a connection of its own and gives the answer, up to the connection's end.
    func raw(_ text: String, from source: String = "127.0.0.1") async throws -> String {
        let connection = try RawConnection(port: port, from: source)
        connection.send(text)
        return await connection.read()
    }

    /// A GET over a connection of its own.
    func get(
        _ path: String, host: String = "knot", from source: String = "127.0.0.1", _ headers: String = ""
    ) async throws -> String {
        try await raw("GET \(path) HTTP/1.1\r\nHost: \(host)\r\nConnection: close\r\n\(headers)\r\n", from: source)
    }

    /// How many of the connections the server has closed, once each has had a moment.
    static func closed(_ connections: some Sequence<RawConnection>, within seconds: Int) async -> Int {
        var count = 0
        for connection in connections where await connection.isClosed(within: seconds) { count += 1 }
        return count
    }
}
