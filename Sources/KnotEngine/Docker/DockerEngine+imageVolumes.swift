import KnotModel
import KnotPlan

extension DockerEngine {
    /// The spec with a volume of the space's own at each place for which the image declares one (`VOLUME`) and the spec
    /// mounts nothing. Left to the engine it would be nameless, and gone with the container.
    ///
    /// Its name follows from the space and the place, so that the next container of the space gets the same one. Like any
    /// volume it begins with what the image has there. One that a later image does not declare stays until the space is
    /// deleted.
    func withImageVolumes(_ spec: ContainerSpec, _ ownership: Ownership) async throws(Failure) -> ContainerSpec {
        let call = EngineCall(.get, "/images/\(percentEncoded(spec.image))/json", about: .image(spec.image))
        let reply = try await answer(call)
        // Without the image no container is made, and that says why.
        guard reply.status < 400 else { return spec }
        let image: ImageReply = try decode(reply, about: call.subject)
        let mounted = Set(spec.mounts.map { AbsolutePath.normal($0.destination) })
        var spec = spec
        for place in (image.config?.volumes ?? [:]).keys.map(AbsolutePath.normal).sorted() where place.hasPrefix("/") {
            guard place != "/", !mounted.contains(place), !spec.mounts.contains(where: { $0.destination == place })
            else { continue }
            let name = ObservedVolume.name(ofPlace: place, in: ownership.key)
            _ = try await createVolume(name, ObservedVolume.ownership(ofPlace: place, ownership))
            spec.mounts.append(ContainerSpec.Mount(source: .volume(name), destination: place))
        }
        return spec
    }
}
