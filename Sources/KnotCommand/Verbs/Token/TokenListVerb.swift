import ArgumentParser
import KnotAPI
import KnotModel

struct TokenListVerb: AsyncParsableCommand {
    static let configuration = CommandConfiguration(commandName: "list", abstract: "List the tokens.")

    @OptionGroup(title: "Server") var connection: ConnectionOptions
    @Option(name: .shortAndLong, help: "json, yaml or name") var output: ChangeForm?

    func run() async throws {
        try TokenView(console: Console(), form: output.flatMap { OutputForm(rawValue: $0.rawValue) }).show(
            try await connection.withClient { try await $0.tokens() })
    }
}
