import ArgumentParser
import KnotModel

/// The space a verb is about.
struct SpaceArgument: ParsableArguments {
    @Argument(help: "The space's name; USER/NAME for another user's.") var space: String

    init() {}

    func key() throws -> ResourceKey { try ResourceArgument.key(.space, space) }
}
