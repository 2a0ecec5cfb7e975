/// One reason why a request was refused.
package struct Refusal: Error, Sendable, Hashable, Codable {
    package var key: ResourceKey?
    /// The field at fault, dotted; empty when it is not about a field.
    package var field: String
    package var failure: Failure

    package init(key: ResourceKey?, field: String = "", failure: Failure) {
        self.key = key
        self.field = field
        self.failure = failure
    }
}
