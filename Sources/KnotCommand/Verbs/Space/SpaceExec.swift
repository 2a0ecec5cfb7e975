import ArgumentParser
import Foundation
import KnotAPI
import KnotModel

/// `knot space exec`: runs a command in a space and ends with its exit code.
struct SpaceExec: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "exec", abstract: "Run a command in a space.",
        discussion: """
            For example: knot space exec -it web -- bash   knot space exec web -- make test

            Without a command the space's shell is opened: the one that the space names, else bash, else sh. It reads \
            standard input, and gets a terminal where there is one. Ends with the command's exit code.
            """)

    @Flag(name: .shortAndLong, help: "Pass standard input on.") var interactive = false
    @Flag(name: .shortAndLong, help: "Give the command a terminal.") var tty = false
    @Option(name: .shortAndLong, help: ArgumentHelp("The user to run as.", valueName: "user")) var user: String?
    @Option(name: .shortAndLong, help: ArgumentHelp("The directory to run in.", valueName: "path")) var workdir: String?
    @Option(
        name: .shortAndLong, parsing: .singleValue,
        help: ArgumentHelp("An environment variable; may be repeated.", valueName: "name=value"))
    var env: [String] = []
    @OptionGroup(title: "Server") var connection: ConnectionOptions
    @Argument(help: "The space's name; USER/NAME for another user's.") var space: String
    @Argument(parsing: .captureForPassthrough, help: "The command and its arguments, after --.") var command: [String] =
        []

    func run() async throws {
        let key = try ResourceArgument.key(.space, space)
        let words = command.first == "--" ? Array(command.dropFirst()) : command
        for pair in env { _ = try PairArgument.parse(pair, for: "--env") }
        if tty, isatty(0) != 1 || isatty(1) != 1 {
            throw CommandFailure(.usage, "-t needs a terminal, and this is none", hint: "leave out -t")
        }
        // A shell is there to be spoken to.
        let tty = tty || words.isEmpty && isatty(0) == 1 && isatty(1) == 1
        let interactive = interactive || words.isEmpty
        let size = tty ? TerminalSize.of(1) : nil
        let document = ExecDocument(
            command: words, environment: env + (tty ? terminalEnvironment : []), user: user, workdir: workdir, tty: tty,
            interactive: interactive, rows: size?.rows, columns: size?.columns)
        let code = try await connection.withClient { client in
            try await ExecSession(client: client, key: key, document: document).run()
        }
        if code != 0 { throw ExitStatus(rawValue: Int32(clamping: code)) }
    }

    private var terminalEnvironment: [String] {
        guard let term = ProcessInfo.processInfo.environment["TERM"], !term.isEmpty else { return [] }
        return ["TERM=\(term)"]
    }
}
