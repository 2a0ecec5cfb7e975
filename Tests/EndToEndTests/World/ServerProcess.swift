import Foundation

/// A `knot server` of a scenario's own: configuration, database, socket and log in one directory.
final class ServerProcess {
    let directory: URL
    let port: Int
    private let engine: Engine
    private var process: Process?
    /// What its environment has besides.
    private var moreEnvironment: [String: String] = [:]

    var socket: String { directory.appending(path: "s").path }
    var http: HTTP { HTTP(socket: socket) }
    var url: String { "http://127.0.0.1:\(port)" }
    private var log: URL { directory.appending(path: "server.log") }

    init(engine: Engine, directory: URL, extra: String) throws {
        self.directory = directory
        self.engine = engine
        port = try Self.freePort()
        try configure(extra)
        try Data().write(to: log)
    }

    /// Writes its knot.toml, which it reads when it starts. `extra` begins in the table `[server]`; `endpoint` is the
    /// engine's address, when it is not the usual one.
    func configure(_ extra: String, endpoint: String? = nil) throws {
        let data = directory.path
        let address = endpoint ?? engine.endpoint ?? ""
        let toml = """
            [server]
            listen = "127.0.0.1:\(port)"
            url = "http://127.0.0.1:\(port)"
            socket = "\(data)/s"
            relist_interval = "5s"
            \(extra)

            [server.tls]
            use_tls = false

            [server.sqlite]
            enabled = true
            path = "\(data)/data/knot.db"

            [server.local_containers]
            runtime_pref = ["\(engine.rawValue)"]

            [server.docker]
            host = "\(engine == .docker ? address : "unix://\(data)/none.sock")"

            [server.podman]
            host = "\(engine == .podman ? address : "unix://\(data)/none.sock")"

            [log]
            level = "debug"
            """
        try Data(toml.utf8).write(to: directory.appending(path: "knot.toml"))
    }

    /// Where the command line finds the server, and nothing of the user who runs the tests.
    var environment: [String: String] {
        [
            "KNOT_SERVER": "unix://\(socket)", "KNOT_SOCKET": socket, "KNOT_TOKEN": "", "HOME": directory.path,
            "XDG_RUNTIME_DIR": directory.path, "NO_COLOR": "1",
        ]
    }

    /// Starts the server and waits until it is ready.
    func start() throws {
        try launch()
        try awaitReady()
    }

    /// Waits until it answers and has found its engine.
    func awaitReady(within seconds: Double = 120) throws {
        try eventually("the server is ready", within: seconds, state: { logTail() }) {
            guard process?.isRunning == true else { throw Trouble("the server ended") }
            guard FileManager.default.fileExists(atPath: socket) else { return false }
            guard try http.send("GET", "/readyz").status == 200 else { return false }
            return try http.get("/api/v1/runtimes")["items"].array.contains { $0["up"].bool == true }
        }
    }

    /// Changes knot.toml and starts the server anew with it.
    func configure(_ change: (String) -> String) throws {
        let file = directory.appending(path: "knot.toml")
        let text = try String(contentsOf: file, encoding: .utf8)
        try stop()
        try Data(change(text).utf8).write(to: file)
        try start()
    }

    /// Starts the server and waits for nothing. It logs to `output`, or to its own file.
    func launch(logTo output: FileHandle? = nil) throws {
        let process = Process()
        process.executableURL = URL(filePath: Settings.binary ?? "knot")
        process.arguments = ["server", "--config", directory.appending(path: "knot.toml").path]
        process.currentDirectoryURL = directory
        process.environment = moreEnvironment.merging(
            ["PATH": "/usr/sbin:/usr/bin:/sbin:/bin", "HOME": directory.path]) { $1 }
        let handle = try output ?? FileHandle(forWritingTo: log)
        if output == nil { try handle.seekToEnd() }
        process.standardOutput = handle
        process.standardError = handle
        process.standardInput = FileHandle.nullDevice
        try process.run()
        self.process = process
    }

    /// Whether it was launched and has ended by itself.
    var hasEnded: Bool { process.map { !$0.isRunning } ?? false }

    /// Asks it to end, and waits until it has. Gives the exit code.
    @discardableResult func stop() throws -> Int32 {
        guard let process else { return 0 }
        process.terminate()
        try eventually("the server ends when asked to", state: { logTail() }) { !process.isRunning }
        self.process = nil
        return process.terminationStatus
    }

    /// Ends it at once, as a crash would.
    func kill() {
        guard let process else { return }
        if process.isRunning { Foundation.kill(process.processIdentifier, SIGKILL) }
        process.waitUntilExit()
        self.process = nil
    }

    /// The path of a file in `Tests/support`.
    private static func support(_ name: String) -> String {
        URL(filePath: #filePath).deletingLastPathComponent().appending(path: "../../support/\(name)").standardized.path
    }

    /// Sets its time of day, and no other clock, so many seconds ahead from its next start on.
    func shiftTimeOfDay(seconds: Int) throws {
        let library = directory.appending(path: "wallclock.so").path
        let made = try Shell.run(["clang", "-shared", "-fPIC", "-o", library, Self.support("wallclock.c")])
        guard made.status == 0 else { throw Trouble("clang: \(made.text)") }
        moreEnvironment = ["LD_PRELOAD": library, "WALL_CLOCK_SHIFT": "\(seconds)"]
    }

    /// Takes away what it has mounted for engines.
    func unmountPins() {
        let scripts = Self.support("engines.sh")
        _ = try? Shell.run(["bash", "-c", "source '\(scripts)' && unmount_pins '\(directory.path)/data'"])
    }

    /// Holds it still, as a machine that is too busy would; `letGo` lets it go on.
    func hold() { signal(SIGSTOP) }
    func letGo() { signal(SIGCONT) }

    private func signal(_ number: Int32) {
        if let process, process.isRunning { Foundation.kill(process.processIdentifier, number) }
    }

    /// The last lines of its log.
    func logTail(_ count: Int = 60) -> String {
        let text = (try? String(contentsOf: log, encoding: .utf8)) ?? ""
        return text.split(separator: "\n").suffix(count).joined(separator: "\n")
    }

    /// Everything it logged.
    var logText: String { (try? String(contentsOf: log, encoding: .utf8)) ?? "" }

    /// A TCP port that nobody listens on, and that nobody else takes soon: it is below those that the system gives to
    /// connections, and the other run of the tests, on the other engine, has ports of its own.
    static func freePort() throws -> Int {
        let first = Engine.available == [.podman] ? 26_000 : 22_000
        let script = """
            import random, socket
            for port in random.sample(range(\(first), \(first + 4_000)), 100):
                try:
                    socket.socket().bind(("0.0.0.0", port))
                    print(port)
                    break
                except OSError:
                    pass
            """
        let outcome = try Shell.run(["python3", "-c", script])
        guard let port = Int(outcome.output.trimmingCharacters(in: .whitespacesAndNewlines)) else {
            throw Trouble("no free port: \(outcome.text)")
        }
        return port
    }
}
