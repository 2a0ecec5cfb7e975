import ArgumentParser
import Foundation
import KnotModel
import KnotServer

/// `knot admin restamp`: mends what a clock that was ahead has left in the database.
struct Restamp: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Mend stamps in the database that are ahead of the clock, while no server runs.",
        discussion: """
            Shows how many there are and which they would become. With --yes the database is copied to \
            PATH.before-restamp, and each stamp that is ahead of this machine's clock is replaced by one of now, in the same \
            order. See that the clock is right first. What runs, runs on; no update is pending because of it. \
            For a server that has no peers. Exit codes: 0 done, or nothing to do; 2 the configuration is not valid, \
            4 there is no such file, 6 a server has it open, it was set back, or something in it cannot be read.
            """)

    @Argument(help: "The file; the one that knot.toml names when left out.") var path: String?
    @Option(
        name: [.short, .customLong("config")],
        help: ArgumentHelp("The server's knot.toml, for the file and the key that seals it.", valueName: "file"))
    var configuration: String?
    @Flag(help: "Do it; without it what would happen is only shown.") var yes = false

    func run() async throws {
        let console = Console()
        let loaded = try ServerConfiguration.load(
            file: configuration, environment: ProcessInfo.processInfo.environment)
        let found =
            yes
            ? try await DatabaseRestamp.perform(loaded.configuration, path: path)
            : try DatabaseRestamp.plan(loaded.configuration, path: path)
        guard let found else {
            return console.print(
                "No stamp in the database is ahead of this machine's clock; there is nothing to mend.\n")
        }
        let entries = "\(found.entries) \(found.entries == 1 ? "entry" : "entries")"
        let stamps = "\(found.stamps) \(found.stamps == 1 ? "stamp" : "stamps") of \(Self.text(found.former))"
        guard let copy = found.copy else {
            return console.print(
                """
                would replace \(stamps), in \(entries) of \(found.path),
                by as many of \(Self.text(found.new)), in the same order
                  hint: see that this machine's clock is right, then repeat with --yes

                """)
        }
        console.print(
            """
            Replaced \(stamps), in \(entries) of \(found.path),
            by as many of \(Self.text(found.new)). The database as it was is kept as \(copy)

            """)
    }

    private static func text(_ times: ClosedRange<WallTime>) -> String {
        func text(_ time: WallTime) -> String {
            Date(timeIntervalSince1970: Double(time.milliseconds) / 1000).formatted(.iso8601)
        }
        let (first, last) = (text(times.lowerBound), text(times.upperBound))
        return first == last ? first : "\(first) to \(last)"
    }
}
