import ArgumentParser

/// `knot template`: templates as files.
struct TemplateVerbs: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "template", abstract: "List, export and import templates.",
        subcommands: [TemplateList.self, TemplateExport.self, TemplateImport.self])
}
