import HTTPTypes

/// Which methods a path has: for telling a path that is not there from a method that it does not have.
struct RouteIndex: Sendable {
    private let entries: [(segments: [Substring], method: HTTPRequest.Method, access: Route.Access)]

    init(_ routes: [Route]) {
        entries = routes.map { (Self.segments($0.path[...]), $0.method, $0.access) }
    }

    /// The methods of a path, sorted; empty when there is no such path. What can be got can also be asked about.
    func methods(of path: String) -> [String] {
        let methods = Set(matches(path).map(\.method.rawValue))
        return methods.union(methods.contains("GET") ? ["HEAD"] : []).sorted()
    }

    /// Whether the path is one that strangers may ask for.
    func isOpen(_ path: String) -> Bool { matches(path).contains { $0.access == .open || $0.access == .near } }

    private func matches(
        _ path: String
    ) -> some Sequence<(segments: [Substring], method: HTTPRequest.Method, access: Route.Access)> {
        let asked = Self.segments(path[...])
        return entries.filter { entry in
            entry.segments.count == asked.count
                && zip(entry.segments, asked).allSatisfy { $0.hasPrefix("{") || $0 == $1 }
        }
    }

    private static func segments(_ path: Substring) -> [Substring] { path.split(separator: "/") }
}
