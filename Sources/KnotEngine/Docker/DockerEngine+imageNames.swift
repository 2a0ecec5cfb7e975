import KnotModel
import KnotPlan

/// Which images the engine has under which names. A refusal leaves them out: nothing else may wait for it.
extension DockerEngine {
    /// All of them, from one call.
    func images() async throws(Failure) -> [ObservedImage] {
        let call = EngineCall(.get, "/images/json", about: .engine, limit: 16 << 20)
        let reply = try await answer(call)
        guard reply.status < 400 else { return [] }
        let found: [ImageReply] = try decode(reply, about: .engine)
        marks.learn(found)
        return found.map(Self.image)
    }

    /// Those that the containers run, and those that the names they were made from mean now.
    func images(of containers: [ObservedContainer]) async throws(Failure) -> [ObservedImage] {
        var found: [ObservedImage] = []
        for container in containers {
            if let reference = container.ownership.spec["image"]?.string,
                !found.contains(where: { $0.names.contains(reference) }), var image = try await image(reference)
            {
                if !image.names.contains(reference) { image.names.append(reference) }
                found.append(image)
            }
            let id = container.detail?.imageID ?? ""
            if !id.isEmpty, !found.contains(where: { $0.id == id }), let image = try await image(id) {
                found.append(image)
            }
        }
        return found
    }

    /// Whether somebody made a container of an image that was made of one of ours, and so carries its labels.
    func isOfCopy(_ labels: [String: String], _ imageID: String) async throws(Failure) -> Bool {
        if let known = marks.isOfCopy(labels, imageID: imageID) { return known }
        let reply = try await answer(
            EngineCall(.get, "/images/\(percentEncoded(imageID))/json", about: .image(imageID)))
        guard reply.status < 400 else { return false }
        let found: ImageReply = try decode(reply, about: .image(imageID))
        marks.learn(found, as: imageID)
        return marks.isOfCopy(labels, imageID: imageID) ?? false
    }

    /// `nil` when the engine has none of that name.
    private func image(_ name: String) async throws(Failure) -> ObservedImage? {
        let reply = try await answer(EngineCall(.get, "/images/\(percentEncoded(name))/json", about: .image(name)))
        guard reply.status < 400 else { return nil }
        let found: ImageReply = try decode(reply, about: .image(name))
        return Self.image(found)
    }

    private static func image(_ reply: ImageReply) -> ObservedImage {
        // An image without a name is `<none>:<none>` in Docker's lists.
        let names = ((reply.tags ?? []) + (reply.digests ?? [])).filter { !$0.contains("<none>") }
        return ObservedImage(id: imageID(reply.id), names: names)
    }

    /// With `sha256:` before it, which Podman leaves out here and there.
    static func imageID(_ id: String?) -> String {
        guard let id, !id.isEmpty else { return "" }
        return id.contains(":") ? id : "sha256:" + id
    }
}
