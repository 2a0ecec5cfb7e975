import Foundation
import KnotCommand

/// The entry point. Everything else is in `KnotCommand`, where tests can reach it.
@main
enum Program {
    static func main() async {
        exit(await KnotProgram.run(Array(CommandLine.arguments.dropFirst())))
    }
}
