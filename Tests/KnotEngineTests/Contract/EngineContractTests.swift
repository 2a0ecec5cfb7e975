import Foundation
import KnotModel
import KnotPlan
import NIOHTTP1
import Testing

/// What every engine must do, tried on the real ones. `Tests/run` starts them; without them the suite is skipped.
@Suite(.enabled(if: EngineUnderTest.isThere, "KNOT_TEST_DOCKER or KNOT_TEST_PODMAN, and KNOT_TEST_IMAGE, are not set"))
struct EngineContractTests {
    @Test(arguments: EngineUnderTest.all) func lives(_ engine: EngineUnderTest) async throws {
        try await engine.scene { scene, _ in try await EngineContract.life(scene) }
    }

    @Test(arguments: EngineUnderTest.all) func takesEveryActionTwice(_ engine: EngineUnderTest) async throws {
        try await engine.scene { scene, _ in try await EngineContract.twice(scene) }
    }

    @Test(arguments: EngineUnderTest.all) func seesOnlyItsOwn(_ engine: EngineUnderTest) async throws {
        try await engine.scene { scene, _ in try await EngineContract.scopes(scene) }
    }

    @Test(arguments: EngineUnderTest.all) func leavesAnotherNodesAlone(_ engine: EngineUnderTest) async throws {
        try await engine.scene { scene, _ in try await EngineContract.nodes(scene) }
    }

    @Test(arguments: EngineUnderTest.all) func saysWhyNot(_ engine: EngineUnderTest) async throws {
        try await engine.scene { scene, _ in try await EngineContract.refusals(scene) }
    }

    @Test(arguments: EngineUnderTest.all) func tellsThatAPortIsTaken(_ engine: EngineUnderTest) async throws {
        try await engine.scene { scene, _ in try await EngineContract.ports(scene) }
    }

    @Test(arguments: EngineUnderTest.all) func keepsVolumes(_ engine: EngineUnderTest) async throws {
        try await engine.scene { scene, _ in try await EngineContract.volumes(scene) }
    }

    @Test(arguments: EngineUnderTest.all) func changesLimitsOfWhatRuns(_ engine: EngineUnderTest) async throws {
        try await engine.scene { scene, _ in try await EngineContract.limits(scene) }
    }

    @Test(arguments: EngineUnderTest.all) func seesWhatOthersDo(_ engine: EngineUnderTest) async throws {
        try await engine.scene { scene, engine in
            try await EngineContract.meddling(
                scene, rename: { id, name in try await engine.outside(.POST, "/containers/\(id)/rename?name=\(name)") },
                pause: { id in try await engine.outside(.POST, "/containers/\(id)/pause") })
        }
    }

    @Test(arguments: EngineUnderTest.all) func tellsWhichImageRuns(_ engine: EngineUnderTest) async throws {
        try await engine.scene { scene, engine in
            try await EngineContract.images(
                scene, name: { try await engine.name($0, isOther: $1) },
                unname: { try await engine.outside(.DELETE, "/images/\($0)?force=true&noprune=true") })
        }
    }

    @Test(arguments: EngineUnderTest.all) func joinsAndLeavesNetworks(_ engine: EngineUnderTest) async throws {
        try await withNetworks(engine) { try await EngineContract.networks($0, $1) }
    }

    @Test(arguments: EngineUnderTest.all) func putsBackWhatOthersChange(_ engine: EngineUnderTest) async throws {
        try await withNetworks(engine) { scene, networks in
            try await EngineContract.drift(scene, engine.meddler, networks: networks)
        }
    }

    /// Plays a scenario with two networks that nobody else has.
    private func withNetworks(
        _ engine: EngineUnderTest, _ play: (EngineScene, [String]) async throws -> Void
    ) async throws {
        let scene = EngineScene(
            engine: engine.engine(), image: EngineUnderTest.image,
            word: String(UInt64.random(in: .min ... .max), radix: 36))
        let networks = ["a", "b"].map { "net\($0)-\(scene.word)" }
        for network in networks {
            #expect(try await engine.outside(.POST, "/networks/create", #"{"Name":"\#(network)"}"#) == 201)
        }
        do {
            try await play(scene, networks)
        } catch {
            Issue.record(error)
        }
        await scene.clear()
        for network in networks { try await engine.outside(.DELETE, "/networks/\(network)") }
    }

    @Test(arguments: EngineUnderTest.all) func tellsWhatHappens(_ engine: EngineUnderTest) async throws {
        try await engine.scene { scene, _ in try await EngineContract.events(scene) }
    }

    @Test(arguments: EngineUnderTest.all) func showsOutput(_ engine: EngineUnderTest) async throws {
        try await engine.scene { scene, _ in try await EngineContract.logs(scene) }
    }

    @Test(arguments: EngineUnderTest.all) func followsOutput(_ engine: EngineUnderTest) async throws {
        try await engine.scene { scene, _ in try await EngineContract.follow(scene) }
    }

    @Test(arguments: EngineUnderTest.all) func checksHealth(_ engine: EngineUnderTest) async throws {
        try await engine.scene { scene, engine in
            try await EngineContract.health(scene) { id in
                // Podman leaves the checks to systemd's timers.
                guard engine.kind == .podman, !FileManager.default.fileExists(atPath: "/run/systemd/system") else {
                    return
                }
                try await engine.outside(.GET, "/libpod/containers/\(id)/healthcheck")
            }
        }
    }

    /// `KNOT_TEST_PULL` names an image in a registry that every engine of the run can reach.
    @Test(.enabled(if: EngineUnderTest.pullable != nil, "KNOT_TEST_PULL is not set"), arguments: EngineUnderTest.all)
    func pulls(_ engine: EngineUnderTest) async throws {
        let image = try #require(EngineUnderTest.pullable)
        try await engine.scene { scene, _ in try await EngineContract.pull(scene, image) }
    }

    @Test(arguments: EngineUnderTest.all) func runsCommands(_ engine: EngineUnderTest) async throws {
        try await engine.scene { scene, _ in try await ExecContract.plain(scene) }
    }

    @Test(arguments: EngineUnderTest.all) func runsCommandsInATerminal(_ engine: EngineUnderTest) async throws {
        try await engine.scene { scene, _ in try await ExecContract.terminal(scene) }
    }

    @Test(arguments: EngineUnderTest.all) func carriesMuchThroughACommand(_ engine: EngineUnderTest) async throws {
        try await engine.scene { scene, _ in try await ExecContract.volume(scene) }
    }

    @Test(arguments: EngineUnderTest.all) func refusesCommands(_ engine: EngineUnderTest) async throws {
        try await engine.scene { scene, _ in try await ExecContract.refusals(scene) }
    }
}
