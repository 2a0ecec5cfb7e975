/// Which volumes of an engine spaces may mount that knot did not make: an administrator may have made one over any
/// directory of the node, with everything that is in it.
package struct VolumeRule: Sendable, Hashable {
    /// Names in the engine; `*` stands for any text.
    package var allowed: [String]
    /// Names of volumes that knot made under another cluster's id and that were taken over.
    package var own: [String] = []

    package init(allowed: [String] = []) { self.allowed = allowed }

    package func allows(_ name: String) -> Bool {
        own.contains(name) || allowed.contains { Self.matches(Array(name.utf8)[...], Array($0.utf8)[...]) }
    }

    /// In time that grows with the product of the two lengths, whatever stands in them.
    private static func matches(_ name: ArraySlice<UInt8>, _ pattern: ArraySlice<UInt8>) -> Bool {
        var name = name
        var pattern = pattern
        // Where to go on from when what follows the last star does not fit.
        var retry: (name: ArraySlice<UInt8>, pattern: ArraySlice<UInt8>)?
        while let byte = name.first {
            if pattern.first == UInt8(ascii: "*") {
                pattern = pattern.dropFirst()
                retry = (name, pattern)
            } else if pattern.first == byte {
                name = name.dropFirst()
                pattern = pattern.dropFirst()
            } else if let last = retry {
                name = last.name.dropFirst()
                pattern = last.pattern
                retry = (name, pattern)
            } else {
                return false
            }
        }
        return pattern.allSatisfy { $0 == UInt8(ascii: "*") }
    }

    /// What is wrong with mounting a volume that knot did not make.
    package func violation(_ name: String) -> PolicyViolation? {
        allows(name) ? nil : PolicyViolation(.volumes, field: "container.volumes", value: name)
    }
}
