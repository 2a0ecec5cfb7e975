/// What two replicas must have in common for their hashes to be comparable. Neither may hold anything back.
package struct ComparisonBasis: Sendable, Hashable {
    package let vector: VersionVector
    package let floor: VersionVector

    package init(vector: VersionVector, floor: VersionVector) {
        self.vector = vector
        self.floor = floor
    }
}

extension LaneTable {
    /// `nil` while something is held back.
    var basis: ComparisonBasis? { held.isEmpty ? ComparisonBasis(vector: vector, floor: floor) : nil }
}
