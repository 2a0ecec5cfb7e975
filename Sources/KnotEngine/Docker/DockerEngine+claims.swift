import KnotModel
import KnotPlan

extension DockerEngine {
    package func claims() async throws(Failure) -> [Claim] {
        let filters = EngineCall.filters(labels: [Ownership.Label.cluster])
        var claims: [Claim] = []
        for container in try await list(filters) {
            guard let ownership = Ownership(labels: container.labels ?? [:]) else { continue }
            let imageID = Self.imageID(container.image)
            if !imageID.isEmpty, try await isOfCopy(container.labels ?? [:], imageID) { continue }
            claims.append(
                Claim(
                    name: Self.name(container.names ?? []), ownership: ownership,
                    content: .container(id: container.id, Self.state(container.state))))
        }
        let reply: VolumesReply = try decode(
            try await call(
                EngineCall(.get, "/volumes", query: [("filters", filters)], about: .engine, limit: 16 << 20)),
            about: .engine)
        claims += (reply.volumes ?? []).compactMap { volume in
            Ownership(labels: volume.labels ?? [:]).map {
                Claim(name: volume.name, ownership: $0, content: .volume)
            }
        }
        return claims.sorted { ($0.ownership.key, $0.name) < ($1.ownership.key, $1.name) }
    }
}
