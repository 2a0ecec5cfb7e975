import KnotModel

extension RenderedSpace {
    /// The space itself, or the refusal with everything that the policy forbids in it.
    package func permitted(for key: ResourceKey) -> Result<RenderedSpace, Failure> {
        guard !violations.isEmpty else { return .success(self) }
        let message = violations.map(\.message).joined(separator: "; ")
        return .failure(Failure(.refusedByPolicy, subject: key.description, message))
    }
}
