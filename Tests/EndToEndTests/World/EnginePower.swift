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
