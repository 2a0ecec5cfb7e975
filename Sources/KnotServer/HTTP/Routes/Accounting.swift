import HTTPTypes
import Hummingbird
import NIOCore

/// Counts and times requests, and tells the connection's guard when one begins and when its answer has ended.
struct Accounting: RouterMiddleware {
    let registry: MetricRegistry

    func handle(
        _ request: Request, context: APIContext, next: (Request, APIContext) async throws -> Response
    ) async throws -> Response {
        let start = ContinuousClock.now
        let channel = context.channel
        channel.triggerUserOutboundEvent(ConnectionGuard.Notice.requestBegan, promise: nil)
        var response = try await next(request, context)
        let route = context.endpointPath ?? "NotFound"
        let labels = [("method", request.method.rawValue), ("route", route)]
        registry.add(
            1, to: MetricSeries("knot_http_requests_total", labels + [("status", String(response.status.code))]))
        registry.record(
            (ContinuousClock.now - start).seconds, in: MetricSeries("knot_http_request_seconds", labels))
        if response.body.contentLength == nil {
            // A stream: it ends when it has been written, or cannot be written any longer.
            let body = response.body
            response.body = ResponseBody { writer in
                defer { channel.triggerUserOutboundEvent(ConnectionGuard.Notice.answerEnded, promise: nil) }
                try await body.write(writer)
            }
        } else if response.status != .contentTooLarge {
            channel.triggerUserOutboundEvent(ConnectionGuard.Notice.answerEnded, promise: nil)
        }
        return response
    }
}
