import ArgumentParser
import KnotManifest

/// `knot schema`: the JSON Schema of manifests.
struct SchemaVerb: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "schema", abstract: "Print the JSON Schema of manifests, for editors.",
        discussion: """
            For example: knot schema > knot.schema.json, then begin a manifest with
            # yaml-language-server: $schema=knot.schema.json
            """)

    func run() throws { Console().print(Schema.jsonSchema()) }
}
