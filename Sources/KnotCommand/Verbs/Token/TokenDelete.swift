import ArgumentParser
import KnotAPI
import KnotModel

struct TokenDelete: AsyncParsableCommand {
    static let configuration = CommandConfiguration(commandName: "delete", abstract: "Make a token worthless.")

    @Argument(help: "The token's name.") var name: String
    @OptionGroup(title: "Server") var connection: ConnectionOptions

    func run() async throws {
        let key = try ResourceArgument.key(.token, name)
        try await connection.withClient { try await $0.deleteToken(key.name) }
        Console().print("\(key) deleted")
    }
}
