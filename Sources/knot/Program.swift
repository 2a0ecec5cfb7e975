import Foundation
import KnotCommand

/// The entry point. Everything else is in `KnotCommand`, where tests can reach it.
///
/// Not `async`: concurrency opens descriptors of its own before the first line of such a function.
@main
enum Program {
    static func main() {
        StandardStreams.fill()
        Task { exit(await KnotProgram.run(Array(CommandLine.arguments.dropFirst()))) }
        dispatchMain()
    }
}
