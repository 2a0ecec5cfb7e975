import KnotModel
import KnotPlan

/// One try at finding out whether a space is well.
package enum HealthProbe: Sendable, Hashable {
    /// A command in the container; well when it exits with 0.
    case program([String])
    /// A connection to this port; well when it is taken.
    case tcp(host: String, port: Int)
    /// A request; well when its answer is a status from 200 to 399.
    case http(url: String, acceptsAnyCertificate: Bool)
    /// The container's own check, run by its engine, which tells what came of it when it is observed.
    case engine
}

/// How knot itself finds out whether a space is well, from the `health_check_…` fields of its template.
struct HealthCheck: Sendable, Hashable {
    var probe: HealthProbe
    /// Milliseconds.
    var timeout: Int64
    var interval: Int64
    /// Failures in a row that mean unwell.
    var maximumFailures: Int
    var restarts: Bool

    /// `nil` without a check that this version performs. Whatever host is written: the one asked is the container, at
    /// `address`, or this machine when the container shares its network.
    init?(_ template: TemplateSpec, address: String) {
        let config = template.healthCheckConfig
        let host = address.isEmpty ? "127.0.0.1" : address
        guard !config.isEmpty else { return nil }
        switch template.healthCheckType {
        case "program": probe = .program(["sh", "-c", config])
        case "tcp":
            let digits = config.split(separator: ":").last ?? ""
            guard let port = Int(digits), (1...65_535).contains(port) else { return nil }
            probe = .tcp(host: host, port: port)
        case "http":
            guard let url = Self.url(config, host: host) else { return nil }
            probe = .http(url: url, acceptsAnyCertificate: template.acceptsAnyCertificate)
        default: return nil
        }
        timeout = (template.healthCheckTimeout ?? 5) * 1_000
        interval = (template.healthCheckInterval ?? 30) * 1_000
        maximumFailures = Int(template.healthCheckMaxFailures ?? 3)
        restarts = template.restartsUnhealthy
    }

    /// The URL with the container in place of its host.
    private static func url(_ text: String, host: String) -> String? {
        let scheme = text.hasPrefix("https://") ? "https://" : "http://"
        let rest = text.hasPrefix(scheme) ? text.dropFirst(scheme.count) : text[...]
        guard !rest.contains("://") else { return nil }
        let end = rest.firstIndex { $0 == "/" || $0 == "?" } ?? rest.endIndex
        let place = rest[..<end].split(separator: "@").last ?? ""
        let digits = place.split(separator: ":", omittingEmptySubsequences: false).dropFirst().last
        if let digits, Int(digits).map({ (1...65_535).contains($0) }) != true { return nil }
        let shown = host.contains(":") ? "[\(host)]" : host
        return scheme + shown + (digits.map { ":\($0)" } ?? "") + rest[end...]
    }
}
