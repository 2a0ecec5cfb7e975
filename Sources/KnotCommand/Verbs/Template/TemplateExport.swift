import ArgumentParser
import KnotAPI
import KnotManifest
import KnotModel

struct TemplateExport: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "export", abstract: "Print a template as YAML, ready to be applied elsewhere.")

    @Argument(help: "The template's name.") var name: String
    @OptionGroup(title: "Server") var connection: ConnectionOptions

    func run() async throws {
        let key = try ResourceArgument.key(.template, name)
        let item = try await connection.withClient { try await $0.resource(key) }
        Console().print(ManifestWriter.yaml([item.manifest]))
    }
}
