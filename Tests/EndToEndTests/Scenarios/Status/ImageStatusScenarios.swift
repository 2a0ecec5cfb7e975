import Foundation
import Testing

/// What is said of an image that cannot be had.
@Suite(.enabled(if: Engine.isReady, Comment(rawValue: Engine.missing)), .serialized)
struct ImageStatusScenarios {
    /// Plays a space whose image cannot be pulled, until somebody loads it into the engine by hand.
    private func play(
        _ engine: Engine, _ path: String, _ reason: String, says words: [String], address: String? = nil
    ) throws {
        let registry = try StubRegistry()
        defer { registry.stop() }
        try Scenario.play(engine) { s in
            let repository = "\(address ?? registry.address)/\(path)"
            let image = repository + ":latest"
            defer { try? s.world.untag(image) }
            try s.apply(Manifests.join(Manifests.template(image: image), Manifests.space("web")), wait: false)
            try s.expectTrouble("web", reason, of: "ImageReady", says: [image] + words)
            #expect(try s.condition("web", "Running")["reason"].string == reason)
            #expect(
                try s.space("web")["status"]["lastError"]["cause"].string?.isEmpty == false, "the engine's own words")
            try eventually("the next try is told", state: { try s.must("why", "space/web") }) {
                try s.must("why", "space/web").contains("the next try")
                    && s.must("space", "get", "web").contains("Next try:")
                    && s.must("get", "spaces", "-o", "wide").contains(" in ")
            }
            try s.world.tag(Settings.image, repository: repository)
            try s.expectMended("web")
        }
    }

    @Test(arguments: Engine.available)
    func anImageThatIsNotInItsRegistry(engine: Engine) throws {
        try play(engine, "none", "ImageMissing", says: ["is not in its registry", "check its name"])
    }

    @Test(arguments: Engine.available)
    func anImageThatTheRegistryDenies(engine: Engine) throws {
        try play(engine, "denied/app", "PullDenied", says: ["the registry refuses", "auth"])
    }

    @Test(arguments: Engine.available)
    func aRegistryThatCannotBeReached(engine: Engine) throws {
        try play(
            engine, "none", "RegistryUnreachable", says: ["its registry cannot be reached", "network"],
            address: "127.0.0.1:1")
    }
}
