import HTTPTypes
import KnotAPI
import KnotModel
import KnotNode
import KnotPlan

/// Why a request is not answered with what it asked for: a status and every reason.
package struct APIRefusal: Error, Sendable {
    package var status: HTTPResponse.Status
    package var document: ErrorDocument
    /// Whether no further request is wanted: the connection is closed soon.
    var closes = false
    /// Whether what is left of the request's body is not wanted.
    var refusesBody = false
    /// Further headers of the answer.
    var headers: HTTPFields = [:]

    init(_ status: HTTPResponse.Status, _ failure: Failure, closes: Bool = false) {
        self.status = status
        document = ErrorDocument(errors: [.init(failure: failure)])
        self.closes = closes
    }

    /// A refusal in the middle of the request's body.
    static func ofBody(_ status: HTTPResponse.Status, _ failure: Failure) -> Self {
        var refusal = Self(status, failure)
        refusal.refusesBody = true
        return refusal
    }

    init(_ failure: Failure) { self.init(failure.status, failure) }

    init(_ status: HTTPResponse.Status, _ document: ErrorDocument) {
        self.status = status
        self.document = document
    }

    /// The core's reasons; the first one's status.
    init(_ refusals: [Refusal]) {
        status = refusals.first?.failure.status ?? .internalServerError
        document = ErrorDocument(errors: refusals.map { .init(key: $0.key, field: $0.field, failure: $0.failure) })
    }

    /// The same without protected values.
    func redacted(_ redactor: Redactor) -> APIRefusal {
        guard !redactor.isEmpty else { return self }
        var refusal = self
        for index in document.errors.indices {
            refusal.document.errors[index].failure = redactor.redacted(document.errors[index].failure)
        }
        return refusal
    }

    /// A request that cannot be understood.
    static func malformed(_ subject: String, _ message: String) -> Self {
        Self(.badRequest, Failure(.invalid, subject: subject, message))
    }

    static let unauthenticated = Self(
        .unauthorized,
        Failure(
            .notAllowed, subject: "request",
            "a valid token is needed: `Authorization: Bearer knot_…`; "
                + "the administrator makes one with `knot token create`"
        ))

    /// One more wrong token from an address that sent many.
    static func guessing(_ client: ClientAddress, seconds: Int) -> Self {
        var refusal = Self(
            .tooManyRequests,
            Failure(
                .notAllowed, subject: "request",
                "too many invalid tokens came from \(client.network); wait \(seconds) s, and send a valid one "
                    + "(the administrator makes one with `knot token create`)"), closes: true)
        refusal.headers[.retryAfter] = String(seconds)
        return refusal
    }

    /// A path that there is, asked for by a method that it does not have.
    static func wrongMethod(_ method: HTTPRequest.Method, _ path: String, allowed: [String]) -> Self {
        let list = allowed.joined(separator: ", ")
        var refusal = Self(
            .methodNotAllowed,
            Failure(.invalid, subject: path, "\(path) has no method \(method.rawValue); it has \(list)"))
        refusal.headers[.allow] = list
        return refusal
    }
}

extension Failure {
    /// The HTTP status that tells a program the same as the code.
    var status: HTTPResponse.Status {
        switch code {
        case .invalid, .templateMissing, .variableMissing, .volumeMissing, .networkMissing, .imageMissing, .pullDenied,
            .registryUnreachable, .userMissing,
            .refusedByPolicy, .noEngine, .commandFailed:
            .unprocessableContent
        case .notAllowed: .forbidden
        case .notFound: .notFound
        case .conflict, .dependencyNotReady, .recordUnreadable, .databaseOlder, .notSynced, .exists, .nameTaken,
            .portTaken, .volumeInUse, .containerMissing:
            .conflict
        case .busy, .engineUnreachable, .databaseFailed, .outOfMemory, .outOfDisk: .serviceUnavailable
        case .directoryFailed, .engineFailed, .noEffect: .badGateway
        case .timeout: .gatewayTimeout
        case .unknown: .internalServerError
        }
    }
}
