import ArgumentParser
import KnotAPI
import KnotModel

struct SpaceDelete: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "delete", abstract: "Delete spaces with their volumes; asks first on a terminal.")

    @Argument(help: "The spaces' names; USER/NAME for another user's.") var spaces: [String]
    @OptionGroup var manner: DeleteManner
    @OptionGroup(title: "Waiting") var waiting: WaitOptions
    @OptionGroup(title: "Server") var connection: ConnectionOptions

    func run() async throws {
        let console = Console()
        let span = try waiting.span()
        var keys: [ResourceKey] = []
        for name in spaces { keys.append(try ResourceArgument.key(.space, name)) }
        guard !keys.isEmpty else { throw CommandFailure(.usage, "name a space", hint: "knot space delete web") }
        guard manner.isConfirmed(keys, console) else { return }
        let document = DeleteDocument(keys: keys, keepVolumes: manner.keepVolumes, force: manner.force)
        try await connection.withClient { client in
            let changes = try await client.delete(document).changes
            console.print(ChangeText.lines(changes, on: console.output))
            let hint = ChangeText.hint(changes)
            if !hint.isEmpty { console.note(hint) }
            guard waiting.wait else { return }
            try await WaitReport(client: client, console: console).wait(
                for: WaitGoals.afterDelete(changes), timeout: span)
        }
    }
}
