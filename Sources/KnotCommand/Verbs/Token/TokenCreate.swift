import ArgumentParser
import KnotAPI
import KnotModel

struct TokenCreate: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "create", abstract: "Make a token; it is shown this once.")

    @Argument(help: "The token's name; the server chooses one when left out.") var name: String?
    @Option(help: ArgumentHelp("Whom the token speaks for.", valueName: "user")) var user: String?
    @Option(help: "What it is for.") var description: String?
    @OptionGroup(title: "Server") var connection: ConnectionOptions

    func run() async throws {
        let console = Console()
        if let name { _ = try ResourceArgument.key(.token, name) }
        let made = try await connection.withClient { client in
            let caller = user == nil ? try await client.version().user : nil
            guard let user = user ?? caller else {
                throw CommandFailure(.usage, "whom is the token for?", hint: "name the user with --user")
            }
            return try await client.createToken(TokenRequest(name: name, user: user, description: description))
        }
        console.print(made.token ?? "")
        console.note(
            "token \(made.name) for \(made.user); it is not shown again\n"
                + "  hint: elsewhere, `knot connect URL --token TOKEN`")
    }
}
