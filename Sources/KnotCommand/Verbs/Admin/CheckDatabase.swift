import ArgumentParser
import Foundation
import KnotModel
import KnotServer

/// `knot admin check-database`: reads the file itself.
struct CheckDatabase: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "check-database",
        abstract: "Check every row of the database file, without a server or beside one.",
        discussion: """
            Nothing is changed. Exit codes: 0 all is well, 1 something is wrong and was listed, 2 the file is none of \
            knot's or the configuration is not valid, 4 there is no such file, 6 it cannot be opened.
            """)

    @Argument(help: "The file; the one that knot.toml names when left out.") var path: String?
    @Option(
        name: [.short, .customLong("config")],
        help: ArgumentHelp("The server's knot.toml, for the file and the key that seals it.", valueName: "file"))
    var configuration: String?

    func run() throws {
        let console = Console()
        let loaded = try ServerConfiguration.load(
            file: configuration, environment: ProcessInfo.processInfo.environment)
        let check = try DatabaseCheck(loaded.configuration, path: path)
        for note in check.notes { console.note(note) }
        for problem in check.problems { console.print(problem) }
        guard check.problems.isEmpty else {
            console.note(
                "\(check.problems.count) \(check.problems.count == 1 ? "problem" : "problems") in \(check.path)\n"
                    + "  hint: put a backup in place; see `knot admin --help` for what else there is")
            throw ExitStatus.different
        }
        console.print("\(check.path): \(check.records) records, all as they were written")
    }
}
