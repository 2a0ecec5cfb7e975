import HTTPTypes
import Hummingbird
import KnotModel
import Logging

/// Turns what handlers throw into the API's error document, and logs what is the server's own fault.
struct Refusing: RouterMiddleware {
    /// Hides protected values in what is refused.
    let redaction: Redaction
    let routes: RouteIndex

    func handle(
        _ request: Request, context: APIContext, next: (Request, APIContext) async throws -> Response
    ) async throws -> Response {
        let response = try await answer(request, context, next)
        // The answer to HEAD has no body, whatever it is.
        return request.method == .head ? response.createHeadResponse() : response
    }

    private func answer(
        _ request: Request, _ context: APIContext, _ next: (Request, APIContext) async throws -> Response
    ) async throws -> Response {
        do {
            return try await next(request, context)
        } catch let refusal as APIRefusal {
            if refusal.closes {
                context.channel.triggerUserOutboundEvent(ConnectionGuard.Notice.closeSoon, promise: nil)
            } else if refusal.refusesBody {
                context.channel.triggerUserOutboundEvent(ConnectionGuard.Notice.bodyRefused, promise: nil)
            }
            return Answer.refusal(refusal.redacted(redaction.current))
        } catch let failure as Failure {
            return Answer.refusal(APIRefusal(failure).redacted(redaction.current))
        } catch let error as HTTPError {
            return Answer.refusal(refusal(error, request))
        } catch is CancellationError {
            return Answer.refusal(APIRefusal(Node.stoppingFailure))
        } catch {
            context.logger.error("Request failed", metadata: ["error": "\(error)"])
            return Answer.refusal(
                APIRefusal(
                    Failure(.unknown, subject: request.uri.path, "the server failed to answer; its log says why")))
        }
    }

    private func refusal(_ error: HTTPError, _ request: Request) -> APIRefusal {
        if error.status == .notFound {
            let allowed = routes.methods(of: request.uri.path)
            if !allowed.isEmpty { return .wrongMethod(request.method, request.uri.path, allowed: allowed) }
            return APIRefusal(
                .notFound,
                Failure(
                    .notFound, subject: request.uri.path,
                    "there is no \(request.method.rawValue) \(request.uri.path); "
                        + "/api/v1/openapi.json lists what there is"
                ))
        }
        return APIRefusal(
            error.status, Failure(.invalid, subject: request.uri.path, error.body ?? error.status.reasonPhrase))
    }
}
