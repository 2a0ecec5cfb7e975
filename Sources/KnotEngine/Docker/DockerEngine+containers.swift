import KnotModel
import KnotPlan

extension DockerEngine {
    /// Makes a container and connects it to its further networks: wholly, or not at all.
    ///
    /// One that has the name already, carries the same ownership, and never ran is the one asked for: the answer to an
    /// earlier call was lost.
    func createContainer(_ spec: ContainerSpec, _ ownership: Ownership) async throws(Failure) -> String {
        try await checkVolumes(spec, ownership)
        let id = try await makeWithPaths(spec) { prepared throws(Failure) in
            let full = try await withImageVolumes(try await withHealthcheck(prepared.spec), ownership)
            let body = CreateBody.value(full, ownership: ownership, places: prepared.places)
            let call = EngineCall(
                .post, "/containers/create", query: [("name", spec.name)], body: body, about: .container(spec.name),
                timeout: .seconds(120))
            return try await make(call, prepared.spec, ownership)
        }
        var joined: Set = [spec.network]
        for network in spec.networks where joined.insert(network).inserted {
            do {
                try await connect(id, to: network)
            } catch {
                // Half a container would be taken for a whole one.
                try? await remove(id, force: false)
                throw error
            }
        }
        return id
    }

    private func make(
        _ call: EngineCall, _ spec: ContainerSpec, _ ownership: Ownership
    ) async throws(Failure) -> String {
        do {
            return try await made(by: call, spec.name)
        } catch {
            switch error.code {
            case .nameTaken:
                guard let holder = try await inspect(spec.name) else {
                    try await clearLeftover(spec.name, error)
                    return try await made(by: call, spec.name)
                }
                // The container that an earlier, unanswered call made?
                let owner = Ownership(labels: holder.config?.labels ?? [:])
                if owner == ownership, Self.state(holder.state?.status) == .created { return holder.id }
                guard let owner, !ownership.tenant.owns(owner) else { throw error }
                throw Failure(
                    .nameTaken, subject: spec.name, Self.belongs("container \(spec.name)", to: owner, not: ownership),
                    cause: error.cause)
            case .imageMissing:
                throw Failure(
                    .imageMissing, subject: spec.image, "image \(spec.image) is not on the node; pull it first",
                    cause: error.cause)
            default: throw error
            }
        }
    }

    private func made(by call: EngineCall, _ name: String) async throws(Failure) -> String {
        let reply = try await answerNoting(call, name)
        guard reply.status < 400 else { throw reply.refusal.failure(about: call.subject) }
        let made: CreatedReply = try decode(reply, about: call.subject)
        return made.id
    }

    func start(_ id: String) async throws(Failure) {
        try await startWithPaths(id) { () throws(Failure) in
            // 304 says that it runs already; it is below 400 and so no failure.
            try await call(
                EngineCall(
                    .post, "/containers/\(percentEncoded(id))/start", about: .container(id), timeout: .seconds(120)))
        }
    }

    func stop(_ id: String, grace: Int64) async throws(Failure) {
        let seconds = CreateBody.seconds(grace)
        let call = EngineCall(
            .post, "/containers/\(percentEncoded(id))/stop", query: [("t", String(seconds))], about: .container(id),
            timeout: .seconds(seconds + 30))
        let reply = try await answer(call)
        guard reply.status >= 400 else { return }
        // Podman cannot stop a paused container, and says so in these words.
        if reply.refusal.says("running or paused", "container state improper") {
            try await unpause(id)
            try await self.call(call)
            return
        }
        throw reply.refusal.failure(about: call.subject)
    }

    /// Without `force`, one that runs is left alone, and the failure is a `conflict`.
    func remove(_ id: String, force: Bool) async throws(Failure) {
        let call = EngineCall(
            .delete, "/containers/\(percentEncoded(id))", query: [("force", force ? "1" : "0"), ("v", "1")],
            about: .container(id),
            timeout: .seconds(60))
        let reply = try await answer(call)
        guard reply.status >= 400, reply.status != 404 else {
            await pins?.release(container: id)
            return
        }
        throw reply.refusal.failure(about: call.subject)
    }

    func unpause(_ id: String) async throws(Failure) {
        let call = EngineCall(.post, "/containers/\(percentEncoded(id))/unpause", about: .container(id))
        let reply = try await answer(call)
        guard reply.status >= 400, !reply.refusal.says("is not paused") else { return }
        throw reply.refusal.failure(about: call.subject)
    }

    func rename(_ id: String, to name: String) async throws(Failure) {
        let call = EngineCall(
            .post, "/containers/\(percentEncoded(id))/rename", query: [("name", name)], about: .container(id))
        let reply = try await answer(call)
        guard reply.status >= 400, !reply.refusal.says("same name as its current name") else { return }
        let failure = reply.refusal.failure(about: call.subject)
        throw failure.code == .nameTaken ? reply.refusal.failure(about: .container(name)) : failure
    }

    /// Docker runs checks by itself.
    package func checkHealth(containerID: String) async throws(Failure) {
        guard try await introduced().isPodman else { return }
        let call = EngineCall(
            .get, "/v4.0.0/libpod/containers/\(percentEncoded(containerID))/healthcheck",
            about: .container(containerID),
            timeout: .seconds(300))
        let reply = try await send(call, prefix: "")
        guard reply.status >= 400 else { return }
        throw reply.refusal.failure(about: call.subject)
    }

    /// `nil` when it is gone.
    func inspect(_ id: String) async throws(Failure) -> InspectedContainer? {
        let reply = try await inspection(of: id)
        return reply.status == 404 ? nil : try inspected(reply, id)
    }

    /// Bytes. The longest spec that is rendered stands in it several times, with each character as up to seven.
    private static let longestInspection = 64 << 20

    /// What the engine answers to a look at one container.
    func inspection(of id: String) async throws(Failure) -> EngineReply {
        try await answer(
            EngineCall(
                .get, "/containers/\(percentEncoded(id))/json", about: .container(id), limit: Self.longestInspection))
    }

    func inspected(_ reply: EngineReply, _ id: String) throws(Failure) -> InspectedContainer {
        guard reply.status < 400 else { throw reply.refusal.failure(about: .container(id)) }
        return try decode(reply, about: .container(id))
    }
}
