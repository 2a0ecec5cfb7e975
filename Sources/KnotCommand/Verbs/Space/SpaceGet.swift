import ArgumentParser
import KnotAPI
import KnotModel

/// `knot space get`: one space for people; in the other forms like `knot get`.
struct SpaceGet: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "get", abstract: "Describe a space: state, conditions, pending update, events.")

    @OptionGroup var argument: SpaceArgument
    @Option(name: .shortAndLong, help: "wide, json, yaml or name") var output: OutputForm?
    @OptionGroup(title: "Server") var connection: ConnectionOptions

    func run() async throws {
        let console = Console()
        let key = try argument.key()
        try await connection.withClient { client in
            let item = try await client.resource(key)
            if output != nil {
                let view = ResourceView(client: client, console: console, form: output)
                return try await view.show([item], isSingle: true)
            }
            let events = try await client.events(for: item.key)
            var image: String?
            if let name = item.space.template {
                let template = try await client.resourceIfPresent(ResourceKey(.template, name: name))
                image = template?.template.image
            }
            let text = SpaceDescription(item, events: events, image: image, now: WallClock.now())
            console.print(text.text(on: console.output))
        }
    }
}
