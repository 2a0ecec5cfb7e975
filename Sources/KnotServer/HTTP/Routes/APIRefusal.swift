import HTTPTypes
import KnotAPI
import KnotModel
import KnotNode
import KnotPlan

/// Why a request is not answered with what it asked for: a status and every reason.
package struct APIRefusal: Error, Sendable {
    package var status: HTTPResponse.Status
    package var document: ErrorDocument
    /// Whether what is left of the request's body is not wanted: the connection is closed soon.
    var closes = false

    init(_ status: HTTPResponse.Status, _ failure: Failure, closes: Bool = false) {
        self.status = status
        document = ErrorDocument(errors: [.init(failure: failure)])
        self.closes = closes
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
        case .conflict, .dependencyNotReady, .recordUnreadable, .databaseOlder, .exists, .nameTaken, .portTaken,
            .volumeInUse, .containerMissing:
            .conflict
        case .busy, .engineUnreachable, .databaseFailed, .outOfMemory, .outOfDisk: .serviceUnavailable
        case .directoryFailed, .engineFailed: .badGateway
        case .timeout: .gatewayTimeout
        case .unknown: .internalServerError
        }
    }
}
