import Foundation

/// Ends a real engine and starts it again, where `Tests/support/engines.sh` started it.
struct EnginePower {
    let engine: Engine

    /// The directory that the engine was started with.
    private var directory: String { (engine.socket as NSString).deletingLastPathComponent }
    private static let scripts = URL(filePath: #filePath)
        .deletingLastPathComponent().appending(path: "../../support/engines.sh").standardized.path

    /// The engine's process; `nil` when it was not started by the script.
    var pid: Int32? {
        let text = try? String(contentsOfFile: "\(directory)/\(engine.rawValue)/pid", encoding: .utf8)
        return text.flatMap { Int32($0.trimmingCharacters(in: .whitespacesAndNewlines)) }
    }

    /// Sends the engine's process a signal that ends it, and waits until it has ended.
    func end(_ signal: Int32 = SIGTERM) throws {
        guard let pid else { throw Trouble("\(engine) at \(engine.socket) was not started by \(Self.scripts)") }
        Foundation.kill(pid, signal)
        try eventually("\(engine) ends") { !Self.lives(pid) }
    }

    /// Starts it on what it kept, and waits until it answers.
    func start() throws {
        let name = engine == .docker ? "start_dockerd" : "start_podman"
        let outcome = try Shell.run(["bash", "-c", "source '\(Self.scripts)' && \(name) '\(directory)'"], seconds: 240)
        guard outcome.status == 0 else { throw Trouble("\(engine) did not start again: \(outcome.text)") }
    }

    /// Ends an engine that hangs, by force where it must be, and starts it again. What it hung at is printed.
    func startAgain(because why: String, tells: Bool = true) throws {
        guard let pid else { throw Trouble("\(engine) hangs, and is not ours to start again: \(why)") }
        if tells {
            Self.tell("\(engine.rawValue) hung and is started again: \(why)")
            if engine == .docker { for line in hungCalls(pid) { Self.tell("    \(line)") } }
        }
        Foundation.kill(pid, SIGTERM)
        try? eventually("\(engine) ends", within: 40) { !Self.lives(pid) }
        if Self.lives(pid) {
            // Docker's containerd would outlive it, and may be what hangs.
            for pid in [pid, containerd].compactMap(\.self) { Foundation.kill(pid, SIGKILL) }
            try eventually("\(engine) ends") { !Self.lives(pid) }
        }
        try start()
    }

    /// The process of Docker's containerd.
    var containerd: Int32? {
        let path = "\(directory)/docker/exec/containerd/containerd.pid"
        return (try? String(contentsOfFile: path, encoding: .utf8)).flatMap {
            Int32($0.trimmingCharacters(in: .whitespacesAndNewlines))
        }
    }

    /// The calls that Docker has been at for minutes, and those that remove, from its own dump of what it does.
    private func hungCalls(_ pid: Int32) -> [String] {
        let place = URL(filePath: "\(directory)/docker/exec")
        Foundation.kill(pid, SIGUSR1)
        Thread.sleep(forTimeInterval: 2)
        let names = (try? FileManager.default.contentsOfDirectory(atPath: place.path)) ?? []
        guard let name = names.filter({ $0.hasPrefix("goroutine-stacks") }).max(),
            let text = try? String(contentsOf: place.appending(path: name), encoding: .utf8)
        else { return ["Docker wrote no dump"] }
        let calls = text.components(separatedBy: "\n\n").filter { call in
            call.contains("docker/daemon") && (call.contains("minutes]") || call.contains("cleanupContainer"))
        }
        return calls.prefix(20).flatMap { $0.split(separator: "\n").filter { !$0.hasPrefix("\t") }.prefix(14) }.map(
            String.init)
    }

    /// A line of its own among those of the tests.
    private static func tell(_ line: String) {
        let line = line.split(whereSeparator: \.isNewline).joined(separator: " ")
        FileHandle.standardError.write(Data("engine: \(line)\n".utf8))
    }

    /// Where Podman keeps its containers' file systems.
    var storage: URL { URL(filePath: "\(directory)/podman/root/overlay-containers/containers.json") }

    /// Podman's list of its containers.
    var database: URL { URL(filePath: "\(directory)/podman/root/libpod/bolt_state.db") }

    /// What Podman's storage has under the names of containers.
    func stored() throws -> [(id: String, name: String)] {
        try JSON(String(contentsOf: storage, encoding: .utf8)).array.map {
            ($0["id"].string ?? "", $0["names"].array.first?.string ?? "")
        }
    }

    /// Where the engine keeps volumes.
    var volumes: String { directory + (engine == .docker ? "/docker/data/volumes" : "/podman/root/volumes") }

    /// A process that nobody has waited for yet has ended all the same.
    private static func lives(_ pid: Int32) -> Bool {
        guard let stat = try? String(contentsOfFile: "/proc/\(pid)/stat", encoding: .utf8) else { return false }
        return stat.split(separator: ")").last?.trimmingCharacters(in: .whitespaces).first != "Z"
    }
}
