import Foundation

/// The program `knot-sim`, run as a process of its own.
struct SimulatorTool: Sendable {
    let path: String

    /// Built with optimisation, some twenty times as fast; `Tests/run` builds it and names it.
    static let optimised = ProcessInfo.processInfo.environment["KNOT_TEST_SIM"].map(SimulatorTool.init)

    /// As it was built along with the tests.
    static var besideTheTests: SimulatorTool {
        SimulatorTool(
            path: URL(fileURLWithPath: CommandLine.arguments[0]).deletingLastPathComponent()
                .appendingPathComponent("knot-sim").path)
    }

    /// Its exit code and all it printed.
    func run(_ arguments: [String]) async throws -> (code: Int32, output: String) {
        let process = Process()
        let output = Pipe()
        process.executableURL = URL(fileURLWithPath: path)
        process.arguments = arguments
        process.standardOutput = output
        try process.run()
        // Reading blocks, which no thread of the concurrency pool should do for long.
        let said = await withCheckedContinuation { continuation in
            DispatchQueue.global().async {
                continuation.resume(returning: (try? output.fileHandleForReading.readToEnd()) ?? Data())
            }
        }
        process.waitUntilExit()
        return (process.terminationStatus, String(decoding: said, as: UTF8.self))
    }
}
