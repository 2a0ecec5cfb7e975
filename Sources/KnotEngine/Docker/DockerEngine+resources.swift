import KnotModel
import KnotPlan
import Synchronization

extension DockerEngine {
    /// Changes the limits of a container, running or not; `nil` lifts a limit.
    ///
    /// Docker keeps them over a restart. Podman 4.3 has no compatible call, and its own one holds until the container
    /// stops and is refused for one that does not run. A limit that the engine refuses does not keep it from changing the
    /// other one; the failure is of the one refused.
    func update(_ id: String, _ resources: ContainerSpec.Resources) async throws(Failure) {
        if try await introduced().isPodman {
            let memory: Value = [
                "limit": .int(resources.memory ?? -1), "swap": .int(resources.memory.map(CreateBody.swap) ?? -1),
            ]
            let processors: Value = [
                "period": .int(CreateBody.period), "quota": .int(resources.nanoCPUs.map(CreateBody.quota) ?? -1),
            ]
            try await update(id, podman: [["memory": memory], ["cpu": processors]])
            return
        }
        let memory = resources.memory ?? CreateBody.unlimitedMemory
        let processors = try await processorFields(id, resources.nanoCPUs)
        try await update(
            id, docker: [["Memory": .int(memory), "MemorySwap": .int(CreateBody.swap(memory))], processors])
    }

    /// Docker takes either a number of processors or a quota, and stays with what a container was given first. A number
    /// cannot be taken away again: as many as there are is the same as no limit.
    private func processorFields(_ id: String, _ nanoCPUs: Int64?) async throws(Failure) -> FieldMap {
        guard let given = try await inspect(id)?.hostConfig?.nanoCPUs, given > 0 else {
            return ["CpuPeriod": .int(CreateBody.period), "CpuQuota": .int(nanoCPUs.map(CreateBody.quota) ?? -1)]
        }
        let most = try await processors() * 1_000_000_000
        return ["NanoCpus": .int(min(nanoCPUs ?? most, most))]
    }

    /// Puts back a setting that somebody else changed.
    func restore(_ id: String, _ setting: ContainerSetting) async throws(Failure) {
        let isPodman = try await introduced().isPodman
        switch setting {
        case .restartPolicy: try await update(id, docker: [["RestartPolicy": ["Name": "no"]]])
        case .processLimit(let limit):
            if isPodman {
                try await update(id, podman: [["pids": ["limit": .int(limit)]]])
            } else {
                try await update(id, docker: [["PidsLimit": .int(limit)]])
            }
        case .otherLimits:
            let host = try await inspect(id)?.hostConfig
            var parts: [FieldMap] = []
            if let shares = host?.cpuShares, shares > 0 { parts.append(["CpuShares": .int(CreateBody.usualShares)]) }
            if let bytes = host?.memoryReservation, bytes > 0 { parts.append(["MemoryReservation": -1]) }
            if let set = host?.cpusetCPUs, !set.isEmpty {
                parts.append(["CpusetCpus": .string(CreateBody.allProcessors(try await processors()))])
            }
            try await update(id, docker: parts)
        }
    }

    /// Asks for all parts at once, and for each alone when they are refused together.
    private func update(_ id: String, docker parts: [FieldMap]) async throws(Failure) {
        try await update(parts) { body in
            EngineCall(
                .post, "/containers/\(percentEncoded(id))/update", body: .map(body), about: .container(id))
        }
    }

    private func update(_ id: String, podman parts: [FieldMap]) async throws(Failure) {
        try await update(parts, prefix: "") { body in
            EngineCall(
                .post, "/v4.0.0/libpod/containers/\(percentEncoded(id))/update", body: .map(body),
                about: .container(id))
        }
    }

    private func update(
        _ parts: [FieldMap], prefix: String? = nil, _ call: (FieldMap) -> EngineCall
    ) async throws(Failure) {
        var all = FieldMap()
        for field in parts.joined() { all[field.key] = field.value }
        guard !all.isEmpty, let refusal = try await refusal(of: call(all), prefix) else { return }
        guard parts.count > 1 else { throw refusal }
        var failures: [Failure] = []
        for part in parts {
            if let refusal = try await self.refusal(of: call(part), prefix) { failures.append(refusal) }
        }
        if let first = failures.first { throw first }
    }

    private func refusal(of call: EngineCall, _ prefix: String?) async throws(Failure) -> Failure? {
        var place = prefix ?? ""
        if prefix == nil { place = try await introduced().prefix }
        let reply = try await send(call, prefix: place)
        return reply.status < 400 ? nil : reply.refusal.failure(about: call.subject)
    }

    /// How many processors the engine's machine has.
    func processors() async throws(Failure) -> Int64 {
        if let known = processorCount.withLock({ $0 }) { return known }
        let call = EngineCall(.get, "/info", about: .engine)
        let info: InfoReply = try decode(try await self.call(call), about: .engine)
        let count = max(1, info.processors ?? 1)
        processorCount.withLock { $0 = count }
        return count
    }
}
