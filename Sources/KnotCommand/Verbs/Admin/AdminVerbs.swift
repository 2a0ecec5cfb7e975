import ArgumentParser

/// `knot admin`: what only the administrator of a server does.
struct AdminVerbs: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "admin", abstract: "See to a damaged, lost or restored database.",
        subcommands: [CheckDatabase.self, AcceptDatabase.self, Discard.self, Adopt.self, Restamp.self])
}
