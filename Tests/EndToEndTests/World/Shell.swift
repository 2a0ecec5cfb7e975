import Foundation

/// What a program came to.
struct Outcome: Sendable {
    /// The exit code; 128 and more when a signal ended it, 124 when it ran out of time.
    let status: Int32
    let output: String
    let errors: String

    /// Everything it said, for messages.
    var text: String { "exit code \(status)\n\(output)\(errors)" }
}

/// Runs programs and waits for them.
enum Shell {
    /// Runs `arguments[0]`, found on the path, to its end or until `seconds` are over.
    static func run(
        _ arguments: [String], input: String = "", environment: [String: String] = [:], directory: URL? = nil,
        seconds: Double = 60
    ) throws -> Outcome {
        let child = try Child(arguments, input: input, environment: environment, directory: directory)
        return try child.finish(seconds: seconds)
    }
}

/// A running program whose output goes to files, so that no pipe can fill up.
final class Child {
    let process = Process()
    private let directory: URL
    private var output: URL { directory.appending(path: "out") }
    private var errors: URL { directory.appending(path: "err") }

    init(
        _ arguments: [String], input: String? = "", environment: [String: String] = [:], directory: URL? = nil
    ) throws {
        self.directory = FileManager.default.temporaryDirectory.appending(path: "knot-child-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: self.directory, withIntermediateDirectories: true)
        process.executableURL = URL(filePath: "/usr/bin/env")
        process.arguments = arguments
        process.environment = ProcessInfo.processInfo.environment.merging(environment) { _, new in new }
        if let directory { process.currentDirectoryURL = directory }
        for url in [output, errors] { try Data().write(to: url) }
        process.standardOutput = try FileHandle(forWritingTo: output)
        process.standardError = try FileHandle(forWritingTo: errors)
        if let input {
            let file = self.directory.appending(path: "in")
            try Data(input.utf8).write(to: file)
            process.standardInput = try FileHandle(forReadingFrom: file)
        }
        try process.run()
    }

    deinit {
        if process.isRunning { kill(process.processIdentifier, SIGKILL) }
        try? FileManager.default.removeItem(at: directory)
    }

    /// What it has written so far.
    var soFar: String { (try? String(contentsOf: output, encoding: .utf8)) ?? "" }
    var errorsSoFar: String { (try? String(contentsOf: errors, encoding: .utf8)) ?? "" }

    /// Waits for its end; kills it when `seconds` are over.
    func finish(seconds: Double = 60) throws -> Outcome {
        let limit = Date.now.addingTimeInterval(seconds)
        while process.isRunning, Date.now < limit { Thread.sleep(forTimeInterval: 0.01) }
        guard !process.isRunning else {
            kill(process.processIdentifier, SIGKILL)
            process.waitUntilExit()
            return Outcome(status: 124, output: soFar, errors: errorsSoFar + "\n(ran out of time after \(seconds) s)")
        }
        process.waitUntilExit()
        let signalled = process.terminationReason == .uncaughtSignal
        return Outcome(
            status: process.terminationStatus + (signalled ? 128 : 0), output: soFar, errors: errorsSoFar)
    }

    func interrupt() { process.interrupt() }
    func terminate() { process.terminate() }
}
