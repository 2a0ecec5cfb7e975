import Foundation
import Testing

/// One story: an engine, a directory of its own, and a server of its own with an empty database.
final class Scenario {
    let engine: Engine
    let world: EngineWorld
    let directory: URL
    let server: ServerProcess

    private init(_ engine: Engine, extra: String) throws {
        self.engine = engine
        world = EngineWorld(engine: engine)
        // Short, because the path of a socket may have 107 bytes at most.
        directory = URL(filePath: "/tmp/knot-e2e-\(UInt32.random(in: 0 ... .max))")
        try FileManager.default.createDirectory(at: directory, withIntermediateDirectories: true)
        server = try ServerProcess(engine: engine, directory: directory, extra: extra)
    }

    /// Plays a story on a clean engine with a running server, and leaves nothing behind. `extra` goes into knot.toml's
    /// `[server]` table. When the story ends badly, the end of the server's log is shown.
    static func play(_ engine: Engine, extra: String = "", _ story: (Scenario) throws -> Void) throws {
        let scenario = try Scenario(engine, extra: extra)
        try scenario.world.sweep()
        defer {
            scenario.server.kill()
            try? scenario.world.sweep()
            scenario.server.unmountPins()
            try? FileManager.default.removeItem(at: scenario.directory)
        }
        do {
            try scenario.server.start()
            try story(scenario)
        } catch {
            Issue.record(error, "on \(engine.rawValue); the end of the server's log:\n\(scenario.server.logTail())")
        }
    }

    /// Writes a file into the scenario's directory and gives its path.
    @discardableResult func write(_ name: String, _ text: String) throws -> String {
        let url = directory.appending(path: name)
        try Data(text.utf8).write(to: url)
        return url.path
    }

    // MARK: The command line

    /// Runs `knot` as the administrator of the scenario's server.
    func knot(_ arguments: String..., input: String = "", seconds: Double = 300) throws -> Outcome {
        try run(arguments, input: input, seconds: seconds)
    }

    func run(
        _ arguments: [String], input: String = "", environment: [String: String] = [:], seconds: Double = 300
    ) throws -> Outcome {
        try Shell.run(
            [Settings.binary ?? "knot"] + Self.patient(arguments), input: input,
            environment: server.environment.merging(environment) { _, new in new }, directory: directory,
            seconds: seconds)
    }

    /// The arguments with a longer time to wait where the command waits: the machine may be busy.
    private static func patient(_ arguments: [String]) -> [String] {
        let waits =
            arguments.contains("--wait")
            || ["start", "stop", "restart"].contains { arguments.starts(with: ["space", $0]) }
        guard waits, !arguments.contains("--no-wait"), !arguments.contains("--timeout") else { return arguments }
        return arguments + ["--timeout", "4m"]
    }

    /// Begins `knot` as the administrator and waits for nothing.
    func child(_ arguments: [String], input: String = "") throws -> Child {
        try Child(
            [Settings.binary ?? "knot"] + arguments, input: input, environment: server.environment,
            directory: directory)
    }

    /// Runs `knot`, which must end with exit code 0.
    @discardableResult func must(
        _ arguments: String..., input: String = "", sourceLocation: SourceLocation = #_sourceLocation
    ) throws -> String {
        let outcome = try run(arguments, input: input)
        try #require(
            outcome.status == 0, "knot \(arguments.joined(separator: " ")): \(outcome.text)",
            sourceLocation: sourceLocation)
        return outcome.output
    }

    /// Applies a manifest and waits until what it names runs.
    func apply(_ yaml: String, wait: Bool = true, sourceLocation: SourceLocation = #_sourceLocation) throws {
        let path = try write("applied.yaml", yaml)
        let outcome = try run(["apply", "-f", path] + (wait ? ["--wait"] : []))
        try #require(outcome.status == 0, "knot apply: \(outcome.text)", sourceLocation: sourceLocation)
    }

    // MARK: What the server says

    /// A space as the API shows it.
    func space(_ name: String) throws -> JSON { try server.http.get("/api/v1/spaces/~/\(name)") }

    func phase(_ name: String) throws -> String { try space(name)["status"]["phase"].string ?? "" }

    /// One condition: its state, reason and message.
    func condition(_ space: String, _ topic: String) throws -> JSON {
        try self.space(space)["status"]["conditions"].array.first { $0["topic"].string == topic } ?? JSON(value: nil)
    }

    /// Waits until a condition has a state, and gives it.
    @discardableResult
    func awaitCondition(_ space: String, _ topic: String, _ state: String, within seconds: Double = 120) throws -> JSON
    {
        try eventually("\(topic) of \(space) is \(state)", within: seconds, state: { "\(try self.space(space))" }) {
            try condition(space, topic)["state"].string == state
        }
        return try condition(space, topic)
    }

    /// Waits until no update of a space is pending.
    func awaitNoUpdate(_ space: String, within seconds: Double = 120) throws {
        try eventually("no update of \(space) is pending", within: seconds, state: { "\(try self.space(space))" }) {
            try condition(space, "UpdatePending")["state"].string != "True"
        }
    }

    func awaitPhase(_ space: String, _ phase: String, within seconds: Double = 120) throws {
        try eventually("\(space) is \(phase)", within: seconds, state: { "\(try self.space(space))" }) {
            try self.phase(space) == phase
        }
    }

    /// Waits until the engine runs one container of the space, and gives it.
    @discardableResult
    func awaitRunning(_ space: String, within seconds: Double = 120) throws -> EngineWorld.Container {
        var found: EngineWorld.Container?
        try eventually(
            "the engine runs \(space)", within: seconds,
            state: { "\(try world.containers()) \(try self.space(space))" }
        ) {
            found = try world.container(of: space)
            return found?.isRunning == true
        }
        return try #require(found)
    }
}
