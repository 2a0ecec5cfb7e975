import ArgumentParser
import Foundation
import KnotAPI
import KnotModel
import KnotServer

/// The program: parses the arguments, runs the verb, says what went wrong, and answers with the exit code.
package enum KnotProgram {
    /// Never throws and never ends the process by itself.
    ///
    /// - Parameter arguments: without the program's own name.
    package static func run(_ arguments: [String]) async -> Int32 {
        do {
            try VerbName.check(arguments, below: Knot.self)
            var verb = try Knot.parseAsRoot(arguments)
            if var asynchronous = verb as? any AsyncParsableCommand {
                try await asynchronous.run()
            } else {
                try verb.run()
            }
            return ExitStatus.fine.rawValue
        } catch {
            return finish(error, arguments)
        }
    }

    private static func finish(_ error: any Error, _ arguments: [String]) -> Int32 {
        let console = Console()
        if let text = message(for: error) {
            if !text.isEmpty { console.note(named(text, console.errors)) }
            return ExitStatus(for: error).rawValue
        }
        let status = ExitStatus(parsing: Knot.exitCode(for: error))
        let text = Knot.fullMessage(for: error)
        if status == .fine {
            console.print(text)
        } else {
            console.note(text)
            let file = arguments.dropFirst().first { text.hasPrefix("Error: Unexpected argument '\($0)'") }
            if let verb = arguments.first, let file, ["apply", "diff", "validate"].contains(verb) {
                console.note("  hint: files are named with -f: knot \(verb) -f \(file)")
            }
        }
        return status.rawValue
    }

    /// The text with the program's name before each line that does not go on with the one above it.
    private static func named(_ text: String, _ paper: Paper) -> String {
        let name = Tone.bad.paint("knot:", paper.isColoured)
        return text.split(separator: "\n", omittingEmptySubsequences: false)
            .map { $0.hasPrefix(" ") ? String($0) : "\(name) \($0)" }.joined(separator: "\n")
    }

    /// What to say about an error a verb threw: nothing when it has said it itself, `nil` when it came from parsing.
    private static func message(for error: any Error) -> String? {
        switch error {
        case is ExitStatus, is CancellationError: ""
        case let failure as CommandFailure: failure.description
        case let failure as ClientFailure: failure.description
        case let failure as Failure: failure.description
        case let failure as ConfigurationFailure: failure.description
        default: isFromParsing(error) ? nil : "\(error)\n  hint: this should not happen; please report it"
        }
    }

    private static func isFromParsing(_ error: any Error) -> Bool {
        error is ValidationError || error is CleanExit || error is ExitCode
            || String(reflecting: type(of: error)).hasPrefix("ArgumentParser.")
    }
}
