/// What a user, through any adaptor, asks of a node.
package enum Request: Sendable, Hashable {
    case apply([Manifest], ApplyOptions)
    case delete([ResourceKey], DeleteOptions)
    case lifecycle(ResourceKey, Lifecycle, by: SpecOwner)
    /// Go on with what another database, or a later form of this one, left in an engine.
    case adopt([Takeover])

    package enum Lifecycle: String, Sendable, Hashable, Codable { case start, stop, restart }
}
