import ArgumentParser

/// `knot token`: who may speak to the server from elsewhere.
struct TokenVerbs: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "token", abstract: "Make, list and delete tokens for people and programs elsewhere.",
        subcommands: [TokenCreate.self, TokenListVerb.self, TokenDelete.self])
}
