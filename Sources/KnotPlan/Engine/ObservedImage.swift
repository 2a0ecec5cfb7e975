import KnotModel

/// An image that an engine has, whoever put it there.
package struct ObservedImage: Sendable, Hashable {
    /// `sha256:` and 64 hex digits.
    package var id: String
    /// `name:tag` and `name@sha256:…`, as the engine writes them, and the reference it was asked for by.
    package var names: [String]

    package init(id: String, names: [String]) {
        self.id = id
        self.names = names
    }

    /// The digest by which its registry knows it, if the engine says so: `name@sha256:…`.
    package var repoDigest: String? { names.filter { $0.contains("@") }.min() }
}

extension [ObservedImage] {
    /// The one that has this very name, or else one that has it in another spelling.
    func named(_ reference: String) -> ObservedImage? {
        if let exact = first(where: { $0.names.contains(reference) }) { return exact }
        func canonical(_ text: String) -> String? { (try? ImageReference(parsing: text))?.canonical }
        guard let wanted = canonical(reference) else { return nil }
        return first { $0.names.contains { canonical($0) == wanted } }
    }
}

/// The images of one full listing, by name.
package struct ImageListing: Sendable, Hashable {
    private var ids: [String: String] = [:]

    package init(_ images: [ObservedImage] = []) {
        for image in images {
            for name in image.names { ids[name] = image.id }
        }
    }

    /// Whether the listing shows another image under `reference` than the one with `id`. A name that the listing does not
    /// have says nothing, and neither does one that several of the places an engine looks in have.
    package func contradicts(_ id: String, under reference: String) -> Bool {
        guard !id.isEmpty, let parsed = try? ImageReference(parsing: reference) else { return false }
        let name = parsed.description
        let found = Self.places.compactMap { ids[$0 + name] }
        return !found.isEmpty && !found.contains(id)
    }

    /// What engines put before a name that says no registry: Docker leaves its own out, Podman spells it.
    private static let places = ["", "docker.io/library/", "docker.io/", "localhost/"]
}
