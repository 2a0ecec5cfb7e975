import Hummingbird
import KnotAPI
import KnotManifest
import KnotModel
import KnotNode

/// What is said of the server itself.
extension API {
    var serviceRoutes: [Route] {
        [
            Route(
                .get, "/healthz", id: "health", "Whether the process lives", access: .open,
                answers: [.init(mediaType: MediaType.json, schema: "Health")]
            ) { _ in try Answer.json(Health(status: "ok", reasons: [])) },
            Route(
                .get, "/readyz", id: "readiness", "Whether the node can serve, and if not why (status 503)",
                access: .open,
                answers: [.init(mediaType: MediaType.json, schema: "Health")]
            ) { _ in try await readiness() },
            Route(
                .get, "/metrics", id: "metrics", "Prometheus metrics", access: .near,
                answers: [.init(mediaType: MediaType.metrics, schema: nil)]
            ) { _ in Answer.bytes((await metricsText()).utf8, type: MediaType.metrics) },
            Route(
                .get, APIPath.version, id: "version", "The server's version, and who the caller is", access: .open,
                answers: [.init(mediaType: MediaType.json, schema: "Version")]
            ) { exchange in
                let identity = node.identity
                return try Answer.json(
                    VersionDocument(
                        version: version, node: identity.name, nodeID: identity.node, nodeKey: nodeKey,
                        cluster: identity.cluster, zone: identity.zone,
                        user: exchange.context.caller?.user,
                        warnings: exchange.context.caller?.isAdmin == true ? await node.databaseWarnings : nil))
            },
            Route(
                .get, APIPath.runtimes, id: "runtimes", "The container runtimes of this node, by preference",
                answers: [.init(mediaType: MediaType.json, schema: "RuntimeList")]
            ) { _ in
                let items = await node.runtimeStates.map { kind, state in
                    RuntimeList.Runtime(
                        kind: kind, up: state?.isUp ?? false, version: state?.version, failure: state?.failure)
                }
                return try Answer.json(RuntimeList(items: items))
            },
            Route(
                .get, APIPath.schema, id: "schema", "The JSON Schema of manifests, for editors", access: .open,
                answers: [.init(mediaType: MediaType.json, schema: nil)]
            ) { _ in Answer.bytes(Self.schema, type: MediaType.json) },
        ]
    }

    /// The same every time, and asked for by strangers.
    private static let schema = Array(KnotManifest.Schema.jsonSchema().utf8)

    /// The answer of `/healthz` and `/readyz`.
    struct Health: Codable, Sendable {
        var status: String
        var reasons: [String]
    }

    private func readiness() async throws -> Response {
        var reasons = await node.runtimeStates.filter { $0.state == nil }.map {
            "the runtime \($0.kind.rawValue) has not been looked at yet"
        }
        if let failure = await node.databaseFailure() { reasons.append(failure.message) }
        if await node.isStopping { reasons.append("the server is stopping") }
        return try Answer.json(
            Health(status: reasons.isEmpty ? "ready" : "not ready", reasons: reasons),
            status: reasons.isEmpty ? .ok : .serviceUnavailable)
    }

    private func metricsText() async -> String {
        var gauges = await node.metricGauges
        gauges[MetricSeries("knot_build_info", [("version", version)])] = 1
        if let bytes = ProcessMemory.residentBytes() {
            gauges[MetricSeries("process_resident_memory_bytes")] = Double(bytes)
        }
        return MetricText.render(registry.contents, gauges: gauges)
    }
}
