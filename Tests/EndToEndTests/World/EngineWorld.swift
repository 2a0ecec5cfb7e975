import Foundation

/// The state of the world as the engine's own API tells it.
struct EngineWorld {
    let engine: Engine
    var http: HTTP { HTTP(socket: engine.socket) }

    /// A container as the engine lists it.
    struct Container: Hashable {
        let id: String
        let state: String
        /// `space/admin/web`.
        let key: String
        let uid: String
        /// `web`.
        var space: String { key.split(separator: "/").last.map(String.init) ?? key }
        var isRunning: Bool { state == "running" }
    }

    /// Every container that carries a label of knot. Podman's own list shows also what has lost its storage.
    func containers() throws -> [Container] {
        let path = engine == .podman ? "/v4.0.0/libpod/containers/json?all=true" : "/v1.41/containers/json?all=1"
        let answer = try http.send("GET", path)
        guard answer.status == 200 else { throw Trouble("list: \(answer.status) \(answer.body)") }
        return answer.json.array.compactMap { item in
            guard let key = item["Labels"]["knot.key"].string, let id = item["Id"].string else { return nil }
            return Container(
                id: id, state: (item["State"].string ?? "").lowercased(), key: key,
                uid: item["Labels"]["knot.uid"].string ?? "")
        }.sorted { $0.key < $1.key }
    }

    /// The containers of one space.
    func containers(of space: String) throws -> [Container] {
        try containers().filter { $0.key.hasSuffix("/\(space)") }
    }

    /// The only container of a space; `nil` when there is none or there are several.
    func container(of space: String) throws -> Container? {
        let all = try containers(of: space)
        return all.count == 1 ? all.first : nil
    }

    func inspect(_ id: String) throws -> JSON { try http.get("/v1.41/containers/\(id)/json") }

    /// When the container last began to run, in the engine's words.
    func startedAt(_ id: String) throws -> String { try inspect(id)["State"]["StartedAt"].string ?? "" }

    /// Names of the volumes that carry a label of knot.
    func volumes() throws -> [String] {
        try http.get("/v1.41/volumes")["Volumes"].array.compactMap { item in
            item["Labels"]["knot.key"].string == nil ? nil : item["Name"].string
        }.sorted()
    }

    /// Names of the volumes that carry a label of knot, by the name of the space.
    func volumesBySpace() throws -> [String: [String]] {
        var names: [String: [String]] = [:]
        for item in try http.get("/v1.41/volumes")["Volumes"].array {
            guard let key = item["Labels"]["knot.key"].string, let name = item["Name"].string else { continue }
            names[key.split(separator: "/").last.map(String.init) ?? key, default: []].append(name)
        }
        return names
    }

    /// Calls the engine by hand: `kill`, `stop?t=0`, `pause`.
    func post(_ id: String, _ what: String, body: String? = nil) throws {
        let answer = try http.send("POST", "/v1.41/containers/\(id)/\(what)", body: body)
        guard (200..<400).contains(answer.status) else { throw Trouble("\(what): \(answer.status) \(answer.body)") }
    }

    /// The memory limit in bytes that holds inside the container: Podman's inspection does not follow its updates.
    func memoryLimit(_ id: String) throws -> Int? {
        let files = ["memory/memory.limit_in_bytes", "memory.limit_in_bytes", "memory.max"].map {
            "/sys/fs/cgroup/\($0)"
        }
        return Int(try exec(id, "cat \(files.joined(separator: " ")) 2>/dev/null"))
    }

    func remove(_ id: String) throws { _ = try refusalToRemove(id) }

    /// Removes a container by force, and gives the engine's words when it did not.
    private func refusalToRemove(_ id: String, seconds: Double = 60) throws -> String? {
        let answer = try http.send("DELETE", "/v1.41/containers/\(id)?force=1&v=1", seconds: seconds)
        if engine == .docker, answer.status >= 500, let layer = leftMounted(answer.body) {
            _ = try Shell.run(["umount", "-l", layer])
        }
        return answer.status < 400 ? nil : "\(answer.status) \(answer.body)"
    }

    /// Docker 20.10, ended and started again, may take no notice of a container's file system that is still mounted, and
    /// then cannot remove the container. The path of that mount, from what it says, in the engine's own directory.
    private func leftMounted(_ message: String) -> String? {
        guard let words = message.firstMatch(of: #/unlinkat (\S+/merged): device or resource busy/#) else { return nil }
        let path = String(words.1)
        return path.hasPrefix((engine.socket as NSString).deletingLastPathComponent + "/") ? path : nil
    }

    /// Makes and starts a container that knot did not make.
    func makeForeign(
        name: String, image: String = Settings.image, labels: [String: String] = ["someone": "else"]
    ) throws -> String {
        _ = try http.send("DELETE", "/v1.41/containers/\(name)?force=1")
        let labels = labels.map { "\"\($0.key)\": \"\($0.value)\"" }.joined(separator: ", ")
        let body = """
            {"Image": "\(image)", "Cmd": ["sleep", "3600"], "Labels": {\(labels)},
             "HostConfig": {"NetworkMode": "none"}}
            """
        let made = try http.send("POST", "/v1.41/containers/create?name=\(name)", body: body)
        guard let id = made.json["Id"].string else { throw Trouble("create \(name): \(made.body)") }
        try post(id, "start")
        return id
    }

    /// Gives an image of the engine a further name, or takes a name away.
    func tag(_ image: String, repository: String) throws {
        let answer = try http.send("POST", "/v1.41/images/\(image)/tag?repo=\(repository)&tag=latest")
        guard answer.status < 300 else { throw Trouble("tag \(image): \(answer.status) \(answer.body)") }
    }

    /// Gives a name to a new image, made of what a container has on its disk.
    func commit(_ id: String, repository: String) throws {
        let answer = try http.send(
            "POST", "/v1.41/commit?container=\(id)&repo=\(repository)&tag=latest&pause=false", body: "{}")
        guard answer.status < 300 else { throw Trouble("commit \(id): \(answer.status) \(answer.body)") }
    }

    /// Builds an image from the text of a Dockerfile, which must not run anything.
    func build(_ image: String, _ dockerfile: String) throws {
        // Podman keeps a health check only in Docker's own format.
        let format = engine == .podman ? "&outputformat=application/vnd.docker.distribution.manifest.v2%2Bjson" : ""
        let script = """
            set -e; cd "$(mktemp -d)"; printf '%s' "$1" > Dockerfile; tar -cf - Dockerfile |
            curl -sS --fail-with-body --unix-socket "$2" -X POST -H 'Content-Type: application/x-tar' \
            --data-binary @- "http://engine/v1.41/build?t=$3\(format)"
            """
        let built = try Shell.run(["bash", "-c", script, "build", dockerfile, engine.socket, image], seconds: 120)
        guard built.status == 0, !built.output.contains("errorDetail") else { throw Trouble("build: \(built.text)") }
    }

    func untag(_ image: String) throws { _ = try http.send("DELETE", "/v1.41/images/\(image)") }

    /// Runs a command in a container and gives what it printed.
    func exec(_ id: String, _ command: String) throws -> String {
        let body = """
            {"AttachStdout": true, "AttachStderr": true, "Tty": true, "Cmd": ["sh", "-c", "\(command)"]}
            """
        let made = try http.send("POST", "/v1.41/containers/\(id)/exec", body: body)
        guard let exec = made.json["Id"].string else { throw Trouble("exec: \(made.body)") }
        return try http.send("POST", "/v1.41/exec/\(exec)/start", body: "{\"Detach\": false, \"Tty\": true}").body
            .trimmingCharacters(in: .whitespacesAndNewlines)
    }

    /// Waits until nothing has changed for two seconds.
    func awaitQuiet() throws {
        try eventually("the engine is quiet", state: { "\(try containers())" }) {
            let before = try containers()
            return try throughout(2) { try containers() == before }
        }
    }

    /// Removes every container and volume that knot made: what an earlier, failed scenario may have left.
    ///
    /// A server that was killed may have had calls under way, whose work the engine still finishes: it is done when
    /// nothing is there at a second look. An engine that removes nothing for `patience` seconds hangs, as Docker 20.10
    /// may do when a container ends while others read of it; it is started again, and the run's output says so.
    func sweep(patience: Double = 60, tells: Bool = true) throws {
        do {
            try sweep(within: patience)
        } catch {
            try EnginePower(engine: engine).startAgain(because: "\(error)", tells: tells)
            try sweep(within: 120)
        }
    }

    private func sweep(within seconds: Double) throws {
        var wasClean = false
        var refusals: [String] = []
        try eventually(
            "nothing of knot's is left", within: seconds,
            state: { "\(try containers()) \(try volumes()) \(refusals.joined(separator: "; "))" }
        ) {
            let (containers, volumes) = (try containers(), try volumes())
            refusals = []
            for container in containers {
                do {
                    if let refusal = try refusalToRemove(container.id, seconds: seconds / 2) {
                        refusals.append(refusal)
                    }
                } catch {
                    refusals.append("\(error)")
                }
            }
            for volume in volumes { _ = try? http.send("DELETE", "/v1.41/volumes/\(volume)?force=1") }
            defer { wasClean = containers.isEmpty && volumes.isEmpty }
            return wasClean && containers.isEmpty && volumes.isEmpty
        }
    }
}
