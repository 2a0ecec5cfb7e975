import KnotEngine
import KnotModel
import KnotPlan
import Testing

extension EngineContract {
    /// Somebody gives the name that a container was made from to another image. `name(reference, isOther)` does it, and
    /// `unname(reference)` takes the name away.
    static func images(
        _ scene: EngineScene, name: (String, _ isOther: Bool) async throws -> Void,
        unname: (String) async throws -> Void
    ) async throws {
        let reference = "localhost/moved-\(scene.word):latest"
        try await name(reference, false)
        var spec = scene.spec()
        spec.image = reference
        var ownership = scene.ownership()
        ownership.spec = ["image": .string(reference)]
        let outcome = try await scene.act(.createContainer(spec, ownership: ownership))
        guard case .created(let id) = outcome else { throw Failure(.unknown, subject: reference, "no id") }
        try await scene.act(.startContainer(.id(id)))

        let first = try await scene.only().1.imageID
        #expect(first.hasPrefix("sha256:"))
        #expect(try await named(scene, reference) == first)
        var listing = ImageListing(try await scene.engine.observe(.all, for: scene.tenant).images)
        #expect(!listing.contradicts(first, under: reference))
        #expect(listing.contradicts("sha256:other", under: reference))

        try await name(reference, true)
        let second = try #require(try await named(scene, reference))
        #expect(second != first)
        // What runs is as it was, and is listed under no such name any more.
        let (container, detail) = try await scene.only()
        #expect(container.state == .running && detail.imageID == first)
        listing = ImageListing(try await scene.engine.observe(.all, for: scene.tenant).images)
        #expect(listing.contradicts(first, under: reference))
        #expect(!listing.contradicts(second, under: reference))

        // A container made now is of the new one.
        try await scene.act(.removeContainer(.id(id), force: true))
        _ = try await scene.act(.createContainer(spec, ownership: ownership))
        #expect(try await scene.only().1.imageID == second)

        try await unname(reference)
        #expect(try await named(scene, reference) == nil)
        await scene.clear()
        try? await unname(reference)
    }

    private static func named(_ scene: EngineScene, _ reference: String) async throws -> String? {
        try await scene.look().images.first { $0.names.contains(reference) }?.id
    }
}
