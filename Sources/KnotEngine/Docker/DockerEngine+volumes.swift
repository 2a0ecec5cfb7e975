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
                Self.belongs("volume \(name)", to: owner, not: ownership))
        }
        return before.status == 200 ? .wasThere : .done
    }

    /// Whose it is, and how to get it back where it may be an earlier database's.
    static func belongs(_ what: String, to owner: Ownership, not asked: Ownership) -> String {
        guard owner.key == asked.key, owner.cluster != asked.cluster else {
            return "\(what) belongs to \(owner.key) of cluster \(owner.cluster); choose another name"
        }
        return "\(what) belongs to \(owner.key) of cluster \(owner.cluster), which is not this server's "
            + "(\(asked.cluster)): an earlier database of this server made it, or another server. Put the earlier database "
            + "back, or take it over as it is with 'knot admin adopt \(owner.key)'"
    }

    func removeVolume(_ name: String) async throws(Failure) {
        let call = EngineCall(.delete, "/volumes/\(percentEncoded(name))", about: .volume(name))
        let reply = try await answer(call)
        guard reply.status >= 400, reply.status != 404 else { return }
        throw reply.refusal.failure(about: call.subject)
    }
}
