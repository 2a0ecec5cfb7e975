import ArgumentParser
import KnotAPI
import KnotManifest
import KnotModel

struct TemplateImport: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "import", abstract: "Apply a template from a file or standard input.",
        discussion: "Also reads what older versions of 'knot template export' wrote.")

    @Argument(help: "The file; standard input when left out.", completion: .file()) var file: String?
    @Option(
        name: [.customShort("f"), .customLong("file")], help: ArgumentHelp("The same.", valueName: "path"),
        completion: .file())
    var option: String?
    @Option(help: ArgumentHelp("Give the template another name.", valueName: "name")) var name: String?
    @OptionGroup(title: "Server") var connection: ConnectionOptions

    func run() async throws {
        let console = Console()
        let path = file ?? option ?? "-"
        let set = try ManifestOptions.read([path])
        try ManifestOptions.report(set, console)
        guard !set.entries.isEmpty else { throw CommandFailure(.usage, "there are no manifests in \(path)") }
        if let other = set.manifests.first(where: { $0.key.kind != .template }) {
            throw CommandFailure(
                .usage, "\(path) holds \(other.key), which is no template", hint: "use knot apply -f \(path)")
        }
        var yaml = set.stream
        if let name {
            guard set.manifests.count == 1, let manifest = set.manifests.first else {
                throw CommandFailure(.usage, "--name needs a file with one template")
            }
            let key = try ResourceArgument.key(.template, name)
            yaml = [UInt8](ManifestWriter.yaml([Manifest(key: key, fields: manifest.fields)]).utf8)
        }
        try await connection.withClient { client in
            let changes = try await set.explaining(console) { try await client.apply(yaml: yaml, ApplyQuery()).changes }
            console.print(ChangeText.lines(changes, on: console.output))
            let hint = ChangeText.hint(changes)
            if !hint.isEmpty { console.note(hint) }
        }
    }
}
