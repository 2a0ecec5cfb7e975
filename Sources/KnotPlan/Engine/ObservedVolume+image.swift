import KnotModel

/// Volumes at places for which an image declares one (`VOLUME`), and the template none.
extension ObservedVolume {
    private static let place = "image_volume"

    /// The place in the container, of a volume that was made for its image's sake.
    package var imagePlace: String? { ownership.spec[Self.place]?.string }

    /// The volume's name: `knot.alice.web._data-1f2e3d4c`. A template's own volumes have no underscore in front.
    package static func name(ofPlace place: String, in space: ResourceKey) -> String {
        var hash = StableHash()
        hash.add(place)
        let digits = String(hash.value & 0xFFFF_FFFF, radix: 16)
        let word = place.split(separator: "/").last.map(String.init) ?? ""
        let tame = word.filter { $0.isASCII && ($0.isLetter || $0.isNumber) }
        return "knot.\(space.owner).\(space.name)._\(tame)-\(String(repeating: "0", count: 8 - digits.count))\(digits)"
    }

    /// What is written on it: whose it is, and the place.
    package static func ownership(ofPlace place: String, _ space: Ownership) -> Ownership {
        Ownership(
            cluster: space.cluster, node: space.node, key: space.key, uid: space.uid, epoch: space.epoch,
            revision: space.revision,
            spec: [Self.place: .string(place)], restamps: space.restamps)
    }
}
