import ArgumentParser
import KnotAPI
import KnotModel

struct TokenListVerb: AsyncParsableCommand {
    static let configuration = CommandConfiguration(commandName: "list", abstract: "List the tokens.")

    @OptionGroup(title: "Server") var connection: ConnectionOptions
    @Option(name: .shortAndLong, help: "json or name") var output: OutputForm?

    func run() async throws {
        try TokenView(console: Console(), form: output).show(
            try await connection.withClient { try await $0.tokens() })
    }
}
