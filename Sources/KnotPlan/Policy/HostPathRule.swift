import KnotModel

/// Which paths of a node a space may mount. Judges paths as texts: whoever can see the file system resolves symbolic
/// links first, in the path and in `allowed`.
package struct HostPathRule: Sendable, Hashable {
    package enum Fault: Sendable, Hashable {
        case outside
        /// It is an engine's socket, or a directory in which one lies: whoever has it is root on the node.
        case engineSocket
    }

    /// Absolute directories; they and all below may be mounted.
    package var allowed: [String]
    package var allowsEngineSockets: Bool

    package init(allowed: [String] = [], allowsEngineSockets: Bool = false) {
        self.allowed = allowed.map(AbsolutePath.normal)
        self.allowsEngineSockets = allowsEngineSockets
    }

    /// What is wrong with mounting `path`; `nil` when nothing is.
    package func fault(of path: String) -> Fault? {
        let path = AbsolutePath.normal(path)
        if Self.holdsEngineSocket(path) { return allowsEngineSockets ? nil : .engineSocket }
        return allowed.contains { AbsolutePath.isPath(path, inside: $0) } ? nil : .outside
    }

    private static let socketNames: Set<String> = [
        "buildkitd.sock", "containerd.sock", "crio.sock", "docker.sock", "podman.sock",
    ]

    /// Where engines put their sockets; `*` is any one part.
    private static let usualSockets: [[String]] = [
        "/run/docker.sock", "/run/podman/podman.sock", "/run/containerd/containerd.sock", "/run/crio/crio.sock",
        "/run/buildkit/buildkitd.sock", "/run/user/*/docker.sock", "/run/user/*/podman/podman.sock",
    ].flatMap { [$0, "/var" + $0] }.map { AbsolutePath.parts($0) }

    private static func holdsEngineSocket(_ path: String) -> Bool {
        let parts = AbsolutePath.parts(path)
        if let last = parts.last, socketNames.contains(last) { return true }
        return usualSockets.contains { socket in
            parts.count <= socket.count && zip(parts, socket).allSatisfy { $1 == "*" || $0 == $1 }
        }
    }
}
