/// The name of an image: `[registry/]path[:tag][@digest]`; a missing tag is `latest`.
package struct ImageReference: Sendable, Hashable {
    /// Without tag and digest: `docker.io/library/ubuntu` or as short as the user wrote it.
    package var name: String
    package var tag: String?
    package var digest: String?

    package init(parsing text: String) throws(FormatError) {
        let error = FormatError("'\(text)' is not the name of an image", example: "ubuntu:24.04")
        guard text.utf8.count <= 1024 else { throw error }
        var rest = text[...]
        if let at = rest.firstIndex(of: "@") {
            let digest = rest[rest.index(after: at)...]
            guard digest.hasPrefix("sha256:"), digest.utf8.count == 71, digest.dropFirst(7).allSatisfy(\.isHexDigit)
            else { throw error }
            self.digest = String(digest)
            rest = rest[..<at]
        }
        let slash = rest.lastIndex(of: "/") ?? rest.startIndex
        if let colon = rest[slash...].lastIndex(of: ":") {
            let tag = rest[rest.index(after: colon)...]
            guard (1...128).contains(tag.utf8.count), tag.utf8.allSatisfy(Self.isTagByte) else { throw error }
            self.tag = String(tag)
            rest = rest[..<colon]
        }
        guard !rest.isEmpty else { throw error }
        for (index, part) in rest.split(separator: "/", omittingEmptySubsequences: false).enumerated() {
            let isRegistry = index == 0 && rest.contains("/")
            guard let first = part.utf8.first, let last = part.utf8.last, Self.isAlphanumeric(first, upper: isRegistry),
                Self.isAlphanumeric(last, upper: isRegistry),
                part.utf8.allSatisfy({
                    Self.isAlphanumeric($0, upper: isRegistry) || "._-".utf8.contains($0)
                        || (isRegistry && $0 == UInt8(ascii: ":"))
                })
            else { throw error }
        }
        name = String(rest)
    }

    private static func isAlphanumeric(_ byte: UInt8, upper: Bool) -> Bool {
        (0x61...0x7A).contains(byte) || (0x30...0x39).contains(byte) || (upper && (0x41...0x5A).contains(byte))
    }

    private static func isTagByte(_ byte: UInt8) -> Bool {
        isAlphanumeric(byte, upper: true) || "._-".utf8.contains(byte)
    }
}

extension ImageReference: CustomStringConvertible {
    /// With the tag spelt out, as engines are asked for it: `ubuntu:latest`.
    package var description: String {
        if let digest { return "\(name)@\(digest)" }
        return "\(name):\(tag ?? "latest")"
    }
}

extension ImageReference {
    /// One spelling for all that mean the same image: Docker Hub is what is meant without a registry, and `library/` there
    /// what is meant without a path, as in `busybox:1` for `index.docker.io/library/busybox:1`.
    package var canonical: String {
        var short = self
        for registry in ["docker.io/", "index.docker.io/", "registry-1.docker.io/"] where name.hasPrefix(registry) {
            short.name = String(name.dropFirst(registry.count))
        }
        let library = "library/"
        if short.name.hasPrefix(library), !short.name.dropFirst(library.count).contains("/") {
            short.name = String(short.name.dropFirst(library.count))
        }
        // What is left could be read as a registry's name: then the whole one is needed.
        let first = short.name.prefix { $0 != "/" }
        let isRegistry = first == "localhost" || first.contains(".") || first.contains(":")
        return (short.name.contains("/") && isRegistry && short.name != name ? self : short).description
    }
}
