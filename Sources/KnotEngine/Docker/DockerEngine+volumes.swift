import KnotModel
import KnotPlan

extension DockerEngine {
    /// Makes a volume; one of that name that is there counts as done, unless knot made it for something else.
    func createVolume(_ name: String, _ ownership: Ownership) async throws(Failure) -> ActionOutcome {
        let subject = EngineCall.Subject.volume(name)
        // The engine answers the same whether it made one or not.
        let before = try await answer(EngineCall(.get, "/volumes/\(percentEncoded(name))", about: subject))
        let reply: VolumeReply = try decode(
            try await call(
                EngineCall(
                    .post, "/volumes/create",
                    body: ["Name": .string(name), "Labels": .map(FieldMap(ownership.labels))], about: subject)),
            about: subject)
        if let owner = Ownership(labels: reply.labels ?? [:]),
            owner.cluster != ownership.cluster || owner.key != ownership.key
        {
            throw Failure(
                .nameTaken, subject: name,
                "volume \(name) belongs to \(owner.key) of cluster \(owner.cluster); choose another name")
        }
        return before.status == 200 ? .wasThere : .done
    }

    func removeVolume(_ name: String) async throws(Failure) {
        let call = EngineCall(.delete, "/volumes/\(percentEncoded(name))", about: .volume(name))
        let reply = try await answer(call)
        guard reply.status >= 400, reply.status != 404 else { return }
        throw reply.refusal.failure(about: call.subject)
    }
}
