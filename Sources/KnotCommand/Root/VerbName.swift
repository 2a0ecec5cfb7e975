import ArgumentParser
import KnotModel

/// Tells a slip in a verb's name from a wrong argument, and says what was meant.
enum VerbName {
    static func check(_ arguments: [String], below command: any ParsableCommand.Type) throws(CommandFailure) {
        let verbs = Dictionary(
            command.configuration.subcommands.map { (name($0), $0) }, uniquingKeysWith: { first, _ in first })
        guard !verbs.isEmpty, let word = arguments.first, !word.hasPrefix("-"), word != "help" else { return }
        if let verb = verbs[word] { return try check(Array(arguments.dropFirst()), below: verb) }
        let parent = command == Knot.self ? "knot" : "knot \(name(command))"
        let near = Suggestion.nearest(to: word, among: verbs.keys.sorted()).map { "did you mean `\(parent) \($0)`?" }
        throw CommandFailure(
            .usage, "there is no `\(parent) \(word)`", hint: near ?? "`\(parent) --help` lists what there is")
    }

    private static func name(_ command: any ParsableCommand.Type) -> String {
        command.configuration.commandName ?? "\(command)".lowercased()
    }
}
