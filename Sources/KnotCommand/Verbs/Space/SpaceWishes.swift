import ArgumentParser
import KnotModel

/// What a new space should be like.
struct SpaceWishes: ParsableArguments {
    @Option(name: .shortAndLong, help: ArgumentHelp("The template.", valueName: "name")) var template: String?
    @Option(help: ArgumentHelp("The zone it runs in.", valueName: "name")) var zone: String?
    @Option(help: ArgumentHelp("The node it runs on: its name, host or id.", valueName: "name")) var node: String?
    @Option(help: ArgumentHelp("Processors, such as 1.5.", valueName: "n")) var cpus: String?
    @Option(help: ArgumentHelp("Memory, such as 4g.", valueName: "size")) var memory: String?
    @Option(help: ArgumentHelp("The shell that terminals open.", valueName: "shell")) var shell: String?
    @Option(help: "What it is for.") var description: String?
    @Option(
        name: .customLong("custom-field"), parsing: .singleValue,
        help: ArgumentHelp("A custom field of the template; may be repeated.", valueName: "name=value"))
    var customFields: [String] = []
    @Option(
        name: .customLong("label"), parsing: .singleValue,
        help: ArgumentHelp("A label; may be repeated.", valueName: "name=value"))
    var labels: [String] = []
    @Flag(help: "Do not start it.") var stopped = false

    init() {}

    func fields(template: String) throws -> FieldMap {
        var fields: FieldMap = ["template": .string(template)]
        let texts = [
            ("zone", zone), ("node", node), ("cpus", cpus), ("memory", memory), ("shell", shell),
            ("description", description),
        ]
        for (name, text) in texts { fields[name] = text.map { .string($0) } }
        if stopped { fields["running"] = false }
        fields["custom_fields"] = try Self.map(customFields, option: "--custom-field")
        fields["labels"] = try Self.map(labels, option: "--label")
        return fields
    }

    private static func map(_ pairs: [String], option: String) throws -> Value? {
        guard !pairs.isEmpty else { return nil }
        var map = FieldMap()
        for pair in pairs {
            let (key, value) = try PairArgument.parse(pair, for: option)
            map[key] = .string(value)
        }
        return .map(map)
    }
}
