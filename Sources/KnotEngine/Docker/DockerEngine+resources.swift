import KnotModel
import KnotPlan

extension DockerEngine {
    /// Changes the limits of a container, running or not; `nil` lifts a limit.
    ///
    /// Docker keeps them over a restart. Podman 4.3 has no compatible call, and its own one holds until the container
    /// stops and is refused for one that does not run.
    func update(_ id: String, _ resources: ContainerSpec.Resources) async throws(Failure) {
        let identity = try await introduced()
        let quota = resources.nanoCPUs.map(CreateBody.quota)
        if identity.isPodman {
            let memory: Value = [
                "limit": .int(resources.memory ?? -1), "swap": .int(resources.memory.map(CreateBody.swap) ?? -1),
            ]
            let processors: Value = ["period": .int(CreateBody.period), "quota": .int(quota ?? -1)]
            let call = EngineCall(
                .post, "/v4.0.0/libpod/containers/\(percentEncoded(id))/update",
                body: ["memory": memory, "cpu": processors], about: .container(id))
            let reply = try await send(call, prefix: "")
            guard reply.status >= 400 else { return }
            throw reply.refusal.failure(about: call.subject)
        }
        let memory = resources.memory ?? CreateBody.unlimitedMemory
        try await call(
            EngineCall(
                .post, "/containers/\(percentEncoded(id))/update",
                body: [
                    "Memory": .int(memory), "MemorySwap": .int(CreateBody.swap(memory)),
                    "CpuPeriod": .int(CreateBody.period), "CpuQuota": .int(quota ?? -1),
                ], about: .container(id)))
    }
}
