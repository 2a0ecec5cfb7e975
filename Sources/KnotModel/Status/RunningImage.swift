/// The image that a container was made from.
package struct RunningImage: Sendable, Hashable, Codable {
    /// The name it was asked for by, which may mean another image by now.
    package var reference: String
    /// The engine's id of it: `sha256:` and 64 hex digits.
    package var id: String
    /// Its registry's name for exactly this image, `name@sha256:…`; `nil` for one that was built or loaded here.
    package var digest: String?

    package init(reference: String, id: String, digest: String? = nil) {
        self.reference = reference
        self.id = id
        self.digest = digest
    }
}
