import AsyncHTTPClient
import KnotModel
import NIOCore
import NIOHTTP1
import NIOSSL

/// Calls to one server's HTTP API, version 1, over its Unix socket or a URL.
///
/// Every call throws `ClientFailure`, or `CancellationError` when its task is cancelled. No call retries; all that
/// change something may be repeated by the caller. Answers that are not streams are bounded by `maximumAnswer`.
package struct KnotClient: Sendable {
    /// Bytes of the largest answer that is read as a whole.
    static let maximumAnswer = 256 << 20
    /// Seconds until a call that is not a stream is given up.
    package static let patience: Int64 = 60

    package let endpoint: Endpoint
    let http: HTTPClient

    /// Makes a client, lends it to `body`, and closes its connections whatever happens.
    package static func with<Result>(
        _ endpoint: Endpoint, _ body: (KnotClient) async throws -> Result
    ) async throws -> Result {
        var configuration = HTTPClient.Configuration()
        configuration.timeout = .init(connect: .seconds(10))
        configuration.connectionPool.retryConnectionEstablishment = false
        configuration.redirectConfiguration = .disallow
        if case .url(_, _, verify: false) = endpoint {
            var tls = TLSConfiguration.makeClientConfiguration()
            tls.certificateVerification = .none
            configuration.tlsConfiguration = tls
        }
        let http = HTTPClient(eventLoopGroupProvider: .singleton, configuration: configuration)
        do {
            let result = try await body(KnotClient(endpoint: endpoint, http: http))
            try? await http.shutdown()
            return result
        } catch {
            try? await http.shutdown()
            throw error
        }
    }
}

extension KnotClient {
    /// One request: method, path as `APIPath` gives it, query, body.
    struct Call: Sendable {
        var method: HTTPMethod = .GET
        var path: String
        var query: [(name: String, value: String?)] = []
        var body: HTTPClientRequest.Body?
        var contentType = MediaType.json

        static func json(_ value: some Encodable) throws -> HTTPClientRequest.Body {
            .bytes(ByteBuffer(bytes: try APICoding.encode(value)))
        }
    }

    /// Sends a call and hands back the answer's beginning, once it is a success. `patience` is `nil` for streams.
    func open(_ call: Call, patience: Int64? = Self.patience) async throws -> HTTPClientResponse {
        var request = HTTPClientRequest(url: endpoint.url(for: call.path + URLText.query(call.query)))
        request.method = call.method
        if case .socket = endpoint { request.headers.add(name: "Host", value: "knot") }
        if let token = endpoint.token { request.headers.add(name: "Authorization", value: "Bearer \(token)") }
        if let body = call.body {
            request.body = body
            request.headers.add(name: "Content-Type", value: call.contentType)
        }
        let response: HTTPClientResponse
        do {
            let deadline = patience.map { NIODeadline.now() + .seconds($0) } ?? .distantFuture
            response = try await http.execute(request, deadline: deadline)
        } catch {
            if error is CancellationError || Task.isCancelled { throw CancellationError() }
            throw ClientFailure.connecting(to: endpoint, error)
        }
        guard (200..<300).contains(Int(response.status.code)) else { throw await refusal(in: response) }
        return response
    }

    /// Sends a call and reads its whole answer.
    func send<Answer: Decodable>(
        _ call: Call, as type: Answer.Type = Answer.self, patience: Int64 = Self.patience
    ) async throws -> Answer {
        let response = try await open(call, patience: patience)
        return try decode(type, from: try await read(response))
    }

    /// Sends a call whose answer has no content that matters.
    func send(_ call: Call) async throws {
        _ = try await read(try await open(call))
    }

    func decode<Answer: Decodable>(_ type: Answer.Type, from bytes: ByteBuffer) throws -> Answer {
        do {
            return try APICoding.decode(type, from: bytes.readableBytesView)
        } catch {
            throw ClientFailure.unreadable(endpoint: endpoint, reason: "\(error)")
        }
    }

    private func read(_ response: HTTPClientResponse) async throws -> ByteBuffer {
        do {
            return try await response.body.collect(upTo: Self.maximumAnswer)
        } catch {
            if error is CancellationError || Task.isCancelled { throw CancellationError() }
            throw ClientFailure.unreachable(
                endpoint: endpoint, reason: "the answer broke off (\(error))", advice: "try again")
        }
    }

    private func refusal(in response: HTTPClientResponse) async -> ClientFailure {
        let status = Int(response.status.code)
        let body = try? await response.body.collect(upTo: 4 << 20)
        if let body, let document = try? APICoding.decode(ErrorDocument.self, from: body.readableBytesView) {
            return .refused(status: status, document)
        }
        let failure: Failure =
            switch status {
            case 401:
                Failure(
                    .notAllowed, subject: endpoint.description,
                    "\(endpoint) wants a token; make one on the server with `knot token create NAME`, then "
                        + "`knot connect URL --token TOKEN`")
            case 403: Failure(.notAllowed, subject: endpoint.description, "\(endpoint) does not allow this")
            case 404: Failure(.notFound, subject: endpoint.description, "\(endpoint) does not know what was asked for")
            case 409, 412: Failure(.conflict, subject: endpoint.description, "\(endpoint) says: conflict")
            case 400, 413, 415, 422:
                Failure(.invalid, subject: endpoint.description, "\(endpoint) does not accept the request (\(status))")
            case 429, 503: Failure(.busy, subject: endpoint.description, "\(endpoint) is busy; try again in a moment")
            default: Failure(.unknown, subject: endpoint.description, "\(endpoint) answered with status \(status)")
            }
        return .refused(status: status, ErrorDocument(errors: [.init(failure: failure)]))
    }
}
