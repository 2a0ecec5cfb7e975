import KnotModel

/// Why a call to a server came to nothing.
package enum ClientFailure: Error, Sendable, Hashable {
    /// No server answered. `advice` says what to do next.
    case unreachable(endpoint: Endpoint, reason: String, advice: String)
    /// The server answered with reasons why not.
    case refused(status: Int, ErrorDocument)
    /// The server answered with something this version does not understand.
    case unreadable(endpoint: Endpoint, reason: String)

    /// The first reason the server gave, if it gave any.
    package var refusal: Failure? {
        if case .refused(_, let document) = self { document.errors.first?.failure } else { nil }
    }

    /// Whether the server said that what was asked for does not exist.
    package var isNotFound: Bool {
        guard case .refused(let status, let document) = self else { return false }
        return document.errors.first.map { $0.failure.code == .notFound } ?? (status == 404)
    }
}

extension ClientFailure: CustomStringConvertible {
    package var description: String {
        switch self {
        case .unreachable(let endpoint, let reason, let advice):
            return "cannot reach a knot server at \(endpoint): \(reason)\n  hint: \(advice)"
        case .refused(401, _):
            return """
                the server does not know this token, or was given none
                  hint: `knot token create NAME` on its own machine makes one; `knot connect URL --token TOKEN` takes it
                """
        case .refused(let status, let document):
            let reasons = document.errors.map(\.description)
            return reasons.isEmpty ? "the server answered with status \(status)" : reasons.joined(separator: "\n")
        case .unreadable(let endpoint, let reason):
            return """
                \(endpoint) gave an answer that this knot does not understand: \(reason)
                  hint: is it a knot server, and of the same version? `knot ping` shows
                """
        }
    }
}

extension ErrorDocument.Reason: CustomStringConvertible {
    /// `space/alice/web: container.image: message`, without the parts that the message already begins with.
    package var description: String {
        var text = failure.description
        if !field.isEmpty, !text.hasPrefix(field) { text = "\(field): \(text)" }
        guard let key, !text.contains(key.description) else { return text }
        return "\(key): \(text)"
    }
}
