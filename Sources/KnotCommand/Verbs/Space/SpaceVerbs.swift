import ArgumentParser
import KnotModel

/// `knot space`: what people do with spaces day by day.
struct SpaceVerbs: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "space", abstract: "Create, start, stop, restart, look into and delete spaces.",
        subcommands: [
            SpaceList.self, SpaceCreate.self, SpaceGet.self, SpaceStart.self, SpaceStop.self, SpaceRestart.self,
            SpaceOutdated.self, SpaceDelete.self, SpaceLogs.self, SpaceExec.self,
        ])
}
