import HTTPTypes
import Hummingbird
import NIOCore

/// Counts and times requests, finds out which address they come from, and tells the connection's guard and the
/// connection table when one begins and when its answer has ended.
struct Accounting: RouterMiddleware {
    let registry: MetricRegistry
    let connections: ConnectionTable
    let proxies: TrustedProxies

    /// An answer longer than this is written part by part, as its reader takes it.
    static let wholeAnswer = 256 * 1024
    private static let part = 64 * 1024

    func handle(
        _ request: Request, context: APIContext, next: (Request, APIContext) async throws -> Response
    ) async throws -> Response {
        let start = ContinuousClock.now
        let channel = context.channel
        connections.began(channel)
        channel.triggerUserOutboundEvent(ConnectionGuard.Notice.requestBegan, promise: nil)
        var response = try await next(request, located(context, request))
        let route = context.endpointPath ?? "NotFound"
        let labels = [("method", request.method.rawValue), ("route", route)]
        registry.add(
            1, to: MetricSeries("knot_http_requests_total", labels + [("status", String(response.status.code))]))
        registry.record(
            (ContinuousClock.now - start).seconds, in: MetricSeries("knot_http_request_seconds", labels))
        let connections = connections
        let end: @Sendable () -> Void = {
            connections.ended(channel)
            channel.triggerUserOutboundEvent(ConnectionGuard.Notice.answerEnded, promise: nil)
        }
        if let length = response.body.contentLength, length <= Self.wholeAnswer || request.method == .head {
            end()
        } else {
            // It ends when it has been written, or cannot be written any longer.
            let body = response.body
            response.body = ResponseBody(contentLength: body.contentLength) { writer in
                defer { end() }
                try await body.write(writer)
            }
        }
        return response
    }

    /// The context with the address of the client in it.
    private func located(_ context: APIContext, _ request: Request) -> APIContext {
        guard let peer = connections.client(of: context.channel) else { return context }
        var context = context
        let client = proxies.client(of: peer, forwardedFor: request.headers[values: Self.forwardedFor])
        context.client = client
        // A proxy on this machine makes everybody look near: whoever says that it passes something on, or is trusted to
        // and does not say for whom.
        let isForwarded = !proxies.contains(peer) && Self.marks.contains { request.headers[$0] != nil }
        context.isNear = client.isLoopback && !isForwarded && !proxies.contains(client)
        return context
    }

    private static let forwardedFor = HTTPField.Name("X-Forwarded-For") ?? .via
    private static let marks = [forwardedFor, .via] + ["Forwarded", "X-Real-IP"].compactMap { HTTPField.Name($0) }

    /// A long answer, written part by part, so that a slow reader holds it without being taken for a dead one.
    static func parted(_ body: ByteBuffer) -> ResponseBody {
        guard body.readableBytes > wholeAnswer else { return ResponseBody(byteBuffer: body) }
        return ResponseBody(contentLength: body.readableBytes) { writer in
            var rest = body
            while let next = rest.readSlice(length: min(part, rest.readableBytes)), next.readableBytes > 0 {
                try await writer.write(next)
            }
            try await writer.finish(nil)
        }
    }
}
