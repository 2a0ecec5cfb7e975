import KnotModel
import KnotPlan

extension DockerEngine {
    /// The engine's own name of a network: Podman's word for the bridge is another one.
    private func ownName(_ network: String) async throws(Failure) -> String {
        guard network == ContainerSpec.defaultNetwork else { return network }
        return try await introduced().isPodman ? Self.podmanNetwork : network
    }

    /// Fails with `networkMissing` where there is no such network, which Docker itself would only notice at the start.
    func connect(_ id: String, to network: String) async throws(Failure) {
        let name = percentEncoded(try await ownName(network))
        try await self.call(EngineCall(.get, "/networks/\(name)", about: .network(network, container: id)))
        let call = EngineCall(
            .post, "/networks/\(name)/connect", body: ["Container": .string(id)],
            about: .network(network, container: id))
        let reply = try await answer(call)
        // What is connected already counts as done, in Docker's words and in Podman's.
        guard reply.status >= 400, !reply.refusal.says("already exists in network", "is already connected") else {
            return
        }
        throw reply.refusal.failure(about: call.subject)
    }

    func disconnect(_ id: String, from network: String) async throws(Failure) {
        let call = EngineCall(
            .post, "/networks/\(percentEncoded(try await ownName(network)))/disconnect",
            body: ["Container": .string(id), "Force": true], about: .network(network, container: id))
        let reply = try await answer(call)
        guard reply.status >= 400, !reply.refusal.says("is not connected") else { return }
        let failure = reply.refusal.failure(about: call.subject)
        if failure.code != .networkMissing { throw failure }
    }
}
