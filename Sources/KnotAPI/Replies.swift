import KnotModel
import KnotPlan

/// The answer to an apply, a delete or a lifecycle call.
package struct ChangesDocument: Sendable, Hashable, Codable {
    package var changes: [ResourceChange]

    package init(changes: [ResourceChange]) { self.changes = changes }
}

/// The body of every answer that is not a success: all the reasons, not only the first.
package struct ErrorDocument: Sendable, Hashable, Codable, Error {
    package struct Reason: Sendable, Hashable, Codable {
        package var key: ResourceKey?
        /// Dotted; empty when it is not about a field.
        package var field: String
        package var failure: Failure

        package init(key: ResourceKey? = nil, field: String = "", failure: Failure) {
            self.key = key
            self.field = field
            self.failure = failure
        }
    }

    package var errors: [Reason]

    package init(errors: [Reason]) { self.errors = errors }
}

/// `knot why`: the chain from what was asked for to what runs.
package struct Explanation: Sendable, Hashable, Codable {
    package var resource: ResourceDocument
    /// From the cause to its effects, one sentence each.
    package var chain: [String]
    /// The plan's text; empty when settled.
    package var plan: [String]
    package var events: [Event]

    package init(resource: ResourceDocument, chain: [String], plan: [String], events: [Event]) {
        self.resource = resource
        self.chain = chain
        self.plan = plan
        self.events = events
    }
}
