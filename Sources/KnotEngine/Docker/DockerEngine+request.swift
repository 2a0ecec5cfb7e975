import AsyncHTTPClient
import Foundation
import KnotModel
import NIOCore
import NIOHTTP1
import NIOPosix

extension DockerEngine {
    /// Sends a call and reads the whole reply. A status of 400 and more is a failure.
    @discardableResult
    func call(_ call: EngineCall) async throws(Failure) -> EngineReply {
        let reply = try await answer(call)
        guard reply.status < 400 else { throw reply.refusal.failure(about: call.subject) }
        return reply
    }

    /// Like `call`, but a refusal is for the caller to judge.
    func answer(_ call: EngineCall) async throws(Failure) -> EngineReply {
        try await send(call, prefix: try await introduced().prefix)
    }

    func send(_ call: EngineCall, prefix: String) async throws(Failure) -> EngineReply {
        let request = self.request(call, prefix: prefix)
        do {
            return try await within(call.timeout) { [client] in
                try await EngineReply(
                    reading: try await client.execute(request, deadline: .distantFuture), upTo: call.limit)
            }
        } catch {
            throw failure(error, in: call)
        }
    }

    /// Opens a reply that is read as it comes. A refusal is read whole and thrown.
    func open(_ call: EngineCall) async throws(Failure) -> HTTPClientResponse {
        let request = self.request(call, prefix: try await introduced().prefix)
        do {
            let response = try await within(call.timeout) { [client] in
                try await client.execute(request, deadline: .distantFuture)
            }
            if response.status.code < 400 { return response }
            let reply = try await within(call.timeout) { try await EngineReply(reading: response, upTo: call.limit) }
            throw reply.refusal.failure(about: call.subject)
        } catch {
            throw failure(error, in: call)
        }
    }

    func decode<Reply: Decodable>(
        _ reply: EngineReply, about subject: EngineCall.Subject
    ) throws(Failure) -> Reply {
        do {
            return try JSONDecoder().decode(Reply.self, from: Data(reply.bytes))
        } catch {
            throw Failure(
                .engineFailed, subject: subject.name,
                "the answer of \(kind.rawValue) about \(subject.title) makes no sense; is it an engine that listens at "
                    + "\(endpoint)?", cause: "\(error)")
        }
    }

    private func request(_ call: EngineCall, prefix: String) -> HTTPClientRequest {
        var request = HTTPClientRequest(url: endpoint.urlBase + call.uri(prefix: prefix))
        request.method = HTTPMethod(rawValue: call.method.rawValue)
        request.headers.replaceOrAdd(name: "Host", value: endpoint.hostHeader)
        for (name, value) in call.headers { request.headers.replaceOrAdd(name: name, value: value) }
        if let body = call.body {
            request.headers.replaceOrAdd(name: "Content-Type", value: "application/json")
            request.body = .bytes(ByteBuffer(string: JSONText.write(body)))
        }
        return request
    }

    /// Puts what went wrong on the way to the engine, or back, into words.
    func failure(_ error: any Error, in call: EngineCall) -> Failure {
        if let failure = error as? Failure { return failure }
        let subject = call.subject == .engine ? kind.rawValue : call.subject.name
        let about = call.subject == .engine ? "" : " about \(call.subject.title)"
        let name = kind.rawValue
        switch error {
        case is DeadlineExceeded:
            return Failure(
                .engineUnreachable, subject: subject,
                "\(name) at \(endpoint) did not answer\(about) within \(call.timeout.components.seconds) s; "
                    + "is it overloaded?")
        case is NIOTooManyBytesError:
            return Failure(
                .engineFailed, subject: subject, "the answer of \(name)\(about) is longer than \(call.limit) bytes")
        case is CancellationError,
            _ where error as? HTTPClientError == .cancelled:
            return Failure(.unknown, subject: subject, "the call to \(name)\(about) was given up")
        default:
            return Failure(.engineUnreachable, subject: subject, unreachable(error), cause: "\(error)")
        }
    }

    private func unreachable(_ error: any Error) -> String {
        let name = kind.rawValue
        guard let code = (error as? IOError)?.errnoCode else {
            return "\(name) at \(endpoint) cannot be reached, or closed the connection; is it running?"
        }
        switch code {
        case ENOENT: return "no engine listens at \(endpoint): there is no such socket; is \(name) running?"
        case EACCES, EPERM:
            return "the socket at \(endpoint) may not be opened; run knot as a user that \(name) allows"
        case ECONNREFUSED: return "no engine listens at \(endpoint); is \(name) running?"
        default: return "\(name) at \(endpoint) cannot be reached; is it running?"
        }
    }
}
