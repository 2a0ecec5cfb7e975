import KnotModel
import KnotPlan

extension DockerEngine {
    /// The spec with its health check as this engine must be given it.
    func withHealthcheck(_ spec: ContainerSpec) async throws(Failure) -> ContainerSpec {
        guard var check = spec.healthcheck, try await introduced().isPodman else { return spec }
        if check.test.isEmpty, let own = try await healthcheck(ofImage: spec.image) {
            check = PodmanHealthcheck.merged(check, over: own)
        }
        check.test = PodmanHealthcheck.test(check.test)
        var spec = spec
        spec.healthcheck = check
        return spec
    }

    /// The check that an image brings; `nil` without one, and where the image is not there, which making the container
    /// then says.
    private func healthcheck(ofImage reference: String) async throws(Failure) -> ContainerSpec.Healthcheck? {
        let call = EngineCall(
            .get, "/v4.0.0/libpod/images/\(percentEncoded(reference))/json", about: .image(reference))
        let reply = try await send(call, prefix: "")
        guard reply.status < 400 else { return nil }
        let image: ImageCheckReply = try decode(reply, about: call.subject)
        guard let check = image.healthcheck, let test = check.test, !test.isEmpty else { return nil }
        func milliseconds(_ nanoseconds: Int64?) -> Int64? { nanoseconds.flatMap { $0 > 0 ? $0 / 1_000_000 : nil } }
        return ContainerSpec.Healthcheck(
            test: test, interval: milliseconds(check.interval), timeout: milliseconds(check.timeout),
            startPeriod: milliseconds(check.startPeriod), retries: check.retries.flatMap { $0 > 0 ? $0 : nil })
    }
}

/// What Podman's own inspection of an image says of its health check.
private struct ImageCheckReply: Decodable, Sendable {
    struct Check: Decodable, Sendable {
        var test: [String]?
        var interval: Int64?
        var timeout: Int64?
        var startPeriod: Int64?
        var retries: Int?

        enum CodingKeys: String, CodingKey {
            case test = "Test"
            case interval = "Interval"
            case timeout = "Timeout"
            case startPeriod = "StartPeriod"
            case retries = "Retries"
        }
    }

    var healthcheck: Check?

    enum CodingKeys: String, CodingKey { case healthcheck = "Healthcheck" }
}
