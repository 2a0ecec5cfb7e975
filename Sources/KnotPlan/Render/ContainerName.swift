import KnotModel

/// The names of containers.
///
/// A space's container is called `<user>.<space>`. Names of resources hold no dots, so no two spaces come to one name, and a
/// `container_name` of that form is refused unless it is the space's own: nobody takes the name of another's container.
package enum ContainerName {
    package static func standard(of space: ResourceKey) -> String { "\(space.owner).\(space.name)" }

    /// What containers were called by default whose spec hash is of version 1. `a/b-c` and `a-b/c` had one name.
    static func first(of space: ResourceKey) -> String { "\(space.owner)-\(space.name)" }

    /// Whether every engine accepts the name, and as it is. Docker accepts `/alice.web` as well, and makes it `alice.web`.
    static func isAccepted(byEngines name: String) -> Bool {
        func isPlain(_ scalar: Unicode.Scalar) -> Bool {
            scalar.isASCII && (scalar.properties.isAlphabetic || ("0"..."9").contains(scalar))
        }
        guard let first = name.unicodeScalars.first, isPlain(first) else { return false }
        return name.unicodeScalars.allSatisfy { isPlain($0) || "_.-".unicodeScalars.contains($0) }
    }

    /// Whether a space other than `space` has, or may come to have, this name by default.
    static func isReserved(_ name: String, for space: ResourceKey) -> Bool {
        let parts = name.split(separator: ".", omittingEmptySubsequences: false).map(String.init)
        return parts.count == 2 && parts.allSatisfy(ResourceKey.isName) && name != standard(of: space)
    }
}
