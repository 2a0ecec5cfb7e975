/// A version of the Docker Engine API.
struct APIVersion: Sendable, Hashable, Comparable, CustomStringConvertible {
    /// The version of the API that knot is written for.
    static let ours = APIVersion(major: 1, minor: 41)

    var major: Int
    var minor: Int

    init(major: Int, minor: Int) {
        self.major = major
        self.minor = minor
    }

    init?(_ text: String) {
        let parts = text.split(separator: ".").map { Int($0) }
        guard parts.count >= 2, let major = parts[0], let minor = parts[1] else { return nil }
        self.init(major: major, minor: minor)
    }

    static func < (a: Self, b: Self) -> Bool { (a.major, a.minor) < (b.major, b.minor) }
    var description: String { "\(major).\(minor)" }
}
