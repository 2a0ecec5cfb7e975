import ArgumentParser
import KnotAPI
import KnotManifest
import KnotModel

/// `knot space create`: a space without writing a file.
struct SpaceCreate: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "create", abstract: "Create a space from a template, and start it.",
        discussion: """
            For example: knot space create web --template ubuntu   knot space create web ubuntu --memory 4g --wait

            --server names the node to run on, by its name, its host or its id; with a URL it names the server to speak to.
            """)

    @OptionGroup var argument: SpaceArgument
    @Argument(help: "The template; --template says the same.") var named: String?
    @OptionGroup var wishes: SpaceWishes
    @OptionGroup(title: "Waiting") var waiting: WaitOptions
    @OptionGroup(title: "Server") var connection: ConnectionOptions

    func run() async throws {
        let console = Console()
        let key = try argument.key()
        let span = try waiting.span()
        var connection = connection
        var wishes = wishes
        if let server = connection.server, !server.contains("://") {
            wishes.node = wishes.node ?? server
            connection.server = nil
        }
        guard let template = wishes.template ?? named else {
            throw CommandFailure(.usage, "which template?", hint: "knot space create \(key.shortName) --template NAME")
        }
        let manifest = Manifest(key: key, fields: try wishes.fields(template: template))
        let yaml = [UInt8](ManifestWriter.yaml([manifest]).utf8)
        try ManifestOptions.report(ManifestReader().read(bytes: yaml, file: "space create"), console)
        try await connection.withClient { client in
            if let present = try await client.resourceIfPresent(key) {
                throw CommandFailure(
                    .conflict, "\(present.key) is there already",
                    hint:
                        "`knot space get \(key.shortName)` shows it; choose another name, or change it with knot apply")
            }
            let changes = try await client.apply(yaml: yaml, ApplyQuery()).changes
            console.print(ChangeText.lines(changes, on: console.output))
            guard waiting.wait else {
                return console.note("  hint: `knot space get \(key.shortName)` shows how it comes along")
            }
            try await WaitReport(client: client, console: console).wait(
                for: WaitGoals.afterApply(changes), timeout: span)
        }
    }
}
