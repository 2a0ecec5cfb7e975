import Foundation

/// The reference of commands, made from what the program tells of its own command line.
struct CommandReference {
    /// The path of `knot`.
    let program: String

    /// One command as `--experimental-dump-help` describes it.
    private struct Command: Decodable {
        let commandName: String
        let abstract: String?
        let shouldDisplay: Bool?
        let subcommands: [Command]?
        let arguments: [Argument]?
    }

    private struct Argument: Decodable {
        let kind: String
        let shouldDisplay: Bool
        let isOptional: Bool
        let isRepeating: Bool
        let valueName: String?
        let preferredName: Name?
        let sectionTitle: String?
    }

    private struct Name: Decodable {
        let kind: String
        let name: String
    }

    private struct Dump: Decodable {
        let command: Command
    }

    /// A table of all verbs: how each is written, and what it does. Flags that say which server is meant are left out.
    func markdown() throws -> String {
        let process = Process()
        process.executableURL = URL(filePath: program)
        process.arguments = ["--experimental-dump-help"]
        let output = Pipe()
        process.standardOutput = output
        try process.run()
        let data = try output.fileHandleForReading.readToEnd() ?? Data()
        process.waitUntilExit()
        let dump = try JSONDecoder().decode(Dump.self, from: data)
        let rows = rows(of: dump.command, path: [])
        return (["### Commands", "", "| command | what it does |", "|---|---|"] + rows).joined(separator: "\n")
    }

    private func rows(of command: Command, path: [String]) -> [String] {
        guard command.shouldDisplay ?? true, command.commandName != "help" else { return [] }
        let path = path + [command.commandName]
        let inner = (command.subcommands ?? []).filter { $0.commandName != "help" }
        guard inner.isEmpty else { return inner.flatMap { rows(of: $0, path: path) } }
        let arguments = (command.arguments ?? []).filter { argument in
            let name = argument.preferredName?.name
            return argument.shouldDisplay && argument.sectionTitle != "Server" && name != "help" && name != "version"
        }
        let usage = (path + arguments.map(text)).joined(separator: " ").replacing("|", with: "\\|")
        return ["| `\(usage)` | \(command.abstract ?? "") |"]
    }

    private func text(_ argument: Argument) -> String {
        let value = argument.valueName ?? ""
        var text: String
        if argument.kind == "positional" {
            text = value.uppercased()
        } else {
            let name = argument.preferredName
            text = (name?.kind == "long" ? "--" : "-") + (name?.name ?? "")
            if argument.kind == "option" { text += " " + value.uppercased() }
        }
        if argument.isRepeating { text += "…" }
        return argument.isOptional ? "[\(text)]" : text
    }
}
