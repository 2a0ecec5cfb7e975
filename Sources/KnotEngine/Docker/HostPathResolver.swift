import KnotModel
import KnotPlan

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#elseif canImport(Darwin)
    import Darwin
#endif

/// Holds the host paths of a container spec to its rule once symbolic links are resolved: a space that writes into an
/// allowed directory must not lead the engine out of it by a link.
///
/// Looks at this machine's file system, so it speaks for an engine that runs here.
package struct HostPathResolver: Sendable {
    /// The engine's own socket, wherever it was put.
    package let engineSocket: String?

    package init(engineSocket: String? = nil) { self.engineSocket = engineSocket }

    /// Where a path of the node that `subject` asks for in `field` really lies.
    ///
    /// - Throws: `refusedByPolicy` when the path leads out of the allowed directories or to an engine's socket, and when
    ///   it cannot be resolved.
    package func resolve(
        _ path: String, for subject: String, field: String, rule: HostPathRule?
    ) throws(Failure) -> String {
        let resolved = try resolve(path, subject)
        if let rule, let fault = fault(of: resolved, Self.resolved(rule)) {
            throw refusal(field, path, resolved, fault).failure(subject: subject)
        }
        return resolved
    }

    /// The rule with its directories as they really lie.
    static func resolved(_ rule: HostPathRule) -> HostPathRule {
        HostPathRule(allowed: LinkTrail.roots(rule.allowed), allowsEngineSockets: rule.allowsEngineSockets)
    }

    private func fault(of resolved: String, _ rule: HostPathRule) -> HostPathRule.Fault? {
        if let fault = rule.fault(of: resolved) { return fault }
        guard let engineSocket, !rule.allowsEngineSockets else { return nil }
        let socket = (try? resolve(engineSocket, "")) ?? engineSocket
        return AbsolutePath.isPath(socket, inside: resolved) ? .engineSocket : nil
    }

    /// The path without symbolic links: that of its deepest ancestor that exists, and the rest as it is written.
    private func resolve(_ path: String, _ container: String) throws(Failure) -> String {
        var existing = AbsolutePath.normal(path)
        var rest = ""
        while true {
            if let real = Self.realPath(existing) { return AbsolutePath.normal(real + rest) }
            let error = errno
            // A link to nothing is not resolved by leaving it out: its target may come.
            guard error == ENOENT, !Self.isLink(existing), let slash = existing.lastIndex(of: "/"), existing != "/"
            else {
                throw Failure(
                    .refusedByPolicy, subject: container,
                    "the host path '\(path)' cannot be resolved on the node, so the node's policy on host paths cannot judge it; "
                        + "repair '\(existing)' on the node, then restart the space",
                    cause: String(cString: strerror(error)))
            }
            rest = String(existing[slash...]) + rest
            existing = slash == existing.startIndex ? "/" : String(existing[..<slash])
        }
    }

    private static func realPath(_ path: String) -> String? {
        guard let real = realpath(path, nil) else { return nil }
        defer { free(real) }
        return String(cString: real)
    }

    private static func isLink(_ path: String) -> Bool {
        var status = stat()
        return lstat(path, &status) == 0 && status.st_mode & S_IFMT == S_IFLNK
    }

    private func refusal(
        _ field: String, _ path: String, _ resolved: String, _ fault: HostPathRule.Fault
    ) -> PolicyViolation {
        let rule: PolicyViolation.Rule = fault == .outside ? .hostPaths : .engineSockets
        let value = AbsolutePath.normal(path) == resolved ? path : "\(path) (which leads to \(resolved))"
        return PolicyViolation(rule, field: field, value: value)
    }
}
