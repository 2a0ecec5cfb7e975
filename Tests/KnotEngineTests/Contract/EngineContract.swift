import KnotEngine
import KnotModel
import KnotPlan
import Testing

/// The contract of `ContainerEngine`, as scenarios that any engine plays.
enum EngineContract {
    static func life(_ scene: EngineScene) async throws {
        let version = try await scene.engine.ping()
        #expect(!version.version.isEmpty)
        #expect(try await scene.look() == EngineSnapshot())

        var spec = scene.spec()
        spec.hostname = "here"
        spec.environment = ["COLOUR=red"]
        spec.labels = ["team": "core"]
        spec.user = "dev"
        spec.workdir = "/tmp"
        let id = try await scene.create(spec)
        var (container, detail) = try await scene.only()
        #expect(container.id == id)
        #expect(container.name == spec.name)
        #expect(container.state == .created)
        #expect(container.ownership == scene.ownership())
        #expect(detail.startedAt == nil)
        #expect(!detail.imageID.isEmpty)

        try await scene.act(.startContainer(.id(id)))
        (container, detail) = try await scene.only()
        #expect(container.state == .running)
        #expect(detail.startedAt != nil)
        #expect(detail.networks == ["bridge"])
        #expect(!detail.address.isEmpty)
        #expect(detail.health == .none)
        #expect(detail.resources == .init())

        if scene.runsPrograms {
            let said = try await ExecContract.run(scene, id, ["sh", "-c", "echo $COLOUR $(hostname) $(id -un) $(pwd)"])
            #expect(said.text == "red here dev /tmp\n")
        }

        try await scene.act(.stopContainer(.id(id), grace: 0))
        (container, detail) = try await scene.only()
        #expect(container.state == .exited)
        #expect(detail.exitCode == 137)
        #expect(detail.finishedAt != nil)
        #expect(!detail.outOfMemory)

        try await scene.act(.startContainer(.id(id)))
        #expect(try await scene.only().0.state == .running)
        // What came up again since it was looked at is not taken away.
        #expect(await scene.failure(.removeContainer(.id(id), force: false))?.code == .conflict)
        #expect(try await scene.only().0.state == .running)
        try await scene.act(.removeContainer(.id(id), force: true))
        #expect(try await scene.look() == EngineSnapshot())
    }

    static func twice(_ scene: EngineScene) async throws {
        let spec = scene.spec()
        let id = try await scene.create(spec)
        // The answer to the first call may have been lost.
        #expect(try await scene.create(spec) == id)
        for _ in 0..<2 { try await scene.act(.startContainer(.id(id))) }
        for _ in 0..<2 { try await scene.act(.unpauseContainer(.id(id))) }
        for _ in 0..<2 { try await scene.act(.renameContainer(.id(id), to: "other-\(scene.word)")) }
        for _ in 0..<2 { try await scene.act(.stopContainer(.id(id), grace: 0)) }
        for _ in 0..<2 { try await scene.act(.removeContainer(.id(id), force: false)) }
        for _ in 0..<2 { try await scene.act(.createVolume(name: "vol-\(scene.word)", ownership: scene.ownership())) }
        for _ in 0..<2 { try await scene.act(.removeVolume(name: "vol-\(scene.word)")) }
        #expect(try await scene.look() == EngineSnapshot())
    }

    static func scopes(_ scene: EngineScene) async throws {
        let other = ResourceKey(.space, owner: "bob", name: "web-\(scene.word)")
        let mine = try await scene.create(scene.spec("mine"))
        let his = try await scene.create(scene.spec("his"), key: other)
        let all = try await scene.engine.observe(.all, for: scene.tenant)
        #expect(Set(all.containers.map(\.id)) == [mine, his])
        #expect(all.containers.allSatisfy { $0.detail == nil && $0.state == .created })
        #expect(all.containers.first { $0.id == his }?.ownership == scene.ownership(other))
        #expect(all.containers.first { $0.id == mine }?.name == "mine-\(scene.word)")
        #expect(try await scene.look().containers.map(\.id) == [mine])
        #expect(try await scene.engine.observe(.all, for: Tenant(cluster: scene.cluster + "x")).containers.isEmpty)
    }

    static func refusals(_ scene: EngineScene) async throws {
        let id = try await scene.create(scene.spec())
        let taken = await scene.failure(.createContainer(scene.spec(), ownership: scene.ownership(epoch: 2)))
        #expect(taken?.code == .nameTaken)
        #expect(taken?.subject == "web-\(scene.word)")
        let second = try await scene.create(scene.spec("second"))
        let renamed = await scene.failure(.renameContainer(.id(second), to: "web-\(scene.word)"))
        #expect(renamed?.code == .nameTaken)
        #expect(renamed?.subject == "web-\(scene.word)")

        var spec = scene.spec("noimage")
        spec.image = "localhost:1/none/\(scene.word):1"
        let image = await scene.failure(.createContainer(spec, ownership: scene.ownership()))
        #expect(image?.code == .imageMissing)
        #expect(image?.subject == spec.image)
        #expect(await scene.failure(.checkImage(reference: spec.image))?.code == .imageMissing)
        try await scene.act(.checkImage(reference: scene.image))
        let pulled = await scene.failure(.pullImage(reference: spec.image, auth: .init(username: "u", password: "p")))
        #expect(pulled?.code == .registryUnreachable)
        #expect(pulled?.message.contains("registry") == true)
        #expect(await scene.failure(.pullImage(reference: "Not An Image", auth: nil))?.code == .invalid)

        for command in ["/none", "/etc/passwd"] {
            let bad = try await scene.create(scene.spec("bad\(command.utf8.count)", command: [command]))
            #expect(await scene.failure(.startContainer(.id(bad)))?.code == .commandFailed)
        }
        spec = scene.spec("nouser")
        spec.user = "nobodyhere"
        let nobody = try await scene.create(spec)
        #expect(await scene.failure(.startContainer(.id(nobody)))?.code == .userMissing)

        for action in [
            Action.startContainer(.id("none")), .stopContainer(.id("none"), grace: 0), .unpauseContainer(.id("none")),
            .renameContainer(.id("none"), to: "x"), .connectNetwork(.id("none"), network: "bridge"),
            .updateResources(.id("none"), .init(memory: 64 << 20)),
        ] {
            #expect(await scene.failure(action)?.code == .containerMissing, "\(action)")
        }
        #expect(await scene.failure(.connectNetwork(.id(id), network: "none-\(scene.word)"))?.code == .networkMissing)
        #expect(await scene.failure(.startContainer(.created))?.code == .invalid)

        spec = scene.spec("caps")
        spec.capAdd = ["CAP_NO_SUCH"]
        #expect(await scene.failure(.createContainer(spec, ownership: scene.ownership()))?.code == .invalid)
    }

    static func ports(_ scene: EngineScene) async throws {
        // A port that this run is unlikely to share with anything, below the range that connections use. The engines
        // are tried at the same time.
        let chance = scene.word.utf8.reduce(0) { $0 &* 31 &+ Int($1) } & 0x0FFF
        let port = UInt16(12_000 + 2 * chance + (scene.engine.kind == .docker ? 0 : 1))
        var first = scene.spec("first")
        first.ports = [.init(hostIP: "127.0.0.1", hostPort: port, containerPort: 80)]
        _ = try await scene.run(first)
        var second = scene.spec("second")
        second.ports = first.ports
        let id = try await scene.create(second)
        let failure = await scene.failure(.startContainer(.id(id)))
        #expect(failure?.code == .portTaken)
        #expect(failure?.subject == String(port))
    }

    static func volumes(_ scene: EngineScene) async throws {
        let name = "data-\(scene.word)"
        let creation = Action.createVolume(name: name, ownership: scene.ownership())
        #expect(try await scene.act(creation) == .done)
        #expect(try await scene.act(creation) == .wasThere)
        #expect(try await scene.look().volumes == [ObservedVolume(name: name, ownership: scene.ownership())])
        let other = ResourceKey(.space, owner: "bob", name: "web")
        #expect(await scene.failure(.createVolume(name: name, ownership: scene.ownership(other)))?.code == .nameTaken)

        var spec = scene.spec()
        spec.mounts = [
            .init(source: .volume(name), destination: "/data", modes: ["nocopy"]),
            .init(source: .path("/etc"), destination: "/host", modes: ["ro"]),
        ]
        let first = try await scene.run(spec)
        if scene.runsPrograms {
            _ = try await ExecContract.run(scene, first, ["sh", "-c", "echo kept > /data/file"])
            let test = ["sh", "-c", "test -e /host/passwd && ! touch /host/x"]
            #expect(try await ExecContract.run(scene, first, test).code == 0)
        }
        #expect(await scene.failure(.removeVolume(name: name))?.code == .volumeInUse)
        try await scene.act(.removeContainer(.id(first), force: true))
        let second = try await scene.run(spec)
        if scene.runsPrograms {
            #expect(try await ExecContract.run(scene, second, ["cat", "/data/file"]).text == "kept\n")
        }
        try await scene.act(.removeContainer(.id(second), force: true))
        try await scene.act(.removeVolume(name: name))
        #expect(try await scene.look().volumes.isEmpty)
    }

    static func limits(_ scene: EngineScene) async throws {
        var spec = scene.spec()
        spec.resources = .init(memory: 64 << 20, nanoCPUs: 500_000_000)
        let id = try await scene.run(spec)
        #expect(try await scene.only().1.resources == spec.resources)
        for resources in [
            ContainerSpec.Resources(memory: 256 << 20, nanoCPUs: 1_500_000_000),
            .init(memory: 32 << 20, nanoCPUs: 250_000_000), .init(memory: nil, nanoCPUs: 64_000_000_000),
            .init(memory: 48 << 20, nanoCPUs: nil), .init(),
        ] {
            try await scene.act(.updateResources(.id(id), resources))
            let (container, detail) = try await scene.only()
            #expect(detail.resources == resources)
            #expect(container.state == .running)
        }
    }

    static func networks(_ scene: EngineScene, _ names: [String]) async throws {
        var spec = scene.spec()
        spec.network = names[0]
        spec.networks = [names[1]]
        let id = try await scene.run(spec)
        #expect(try await scene.only().1.networks == names)
        for _ in 0..<2 { try await scene.act(.disconnectNetwork(.id(id), network: names[1])) }
        #expect(try await scene.only().1.networks == [names[0]])
        for _ in 0..<2 { try await scene.act(.connectNetwork(.id(id), network: names[1])) }
        #expect(try await scene.only().1.networks == names)
        #expect(try await !scene.only().1.address.isEmpty)
        try await scene.act(.disconnectNetwork(.id(id), network: "none-\(scene.word)"))

        // Wholly or not at all.
        spec = scene.spec("half")
        spec.networks = [names[1], "none-\(scene.word)"]
        let failure = await scene.failure(.createContainer(spec, ownership: scene.ownership()))
        #expect(failure?.code == .networkMissing)
        #expect(failure?.subject == "none-\(scene.word)")
        #expect(try await scene.look().containers.map(\.id) == [id])

        spec = scene.spec("nonet")
        spec.network = "none-\(scene.word)"
        do {
            // Docker notices at the start, Podman at the creation.
            let late = try await scene.create(spec)
            #expect(await scene.failure(.startContainer(.id(late)))?.code == .networkMissing)
        } catch {
            #expect((error as? Failure)?.code == .networkMissing)
        }
        for mode in ["host", "none"] {
            await scene.clear()
            spec = scene.spec(mode)
            spec.network = mode
            _ = try await scene.run(spec)
            #expect(try await scene.only().1.networks == [mode])
        }
    }

    static func events(_ scene: EngineScene) async throws {
        let stream = scene.engine.events(for: scene.tenant)
        let isDone = Flag()
        let seen = Task {
            defer { isDone.raise() }
            var actions: [String] = []
            for try await event in stream {
                #expect(event.key == scene.key)
                #expect(!event.containerID.isEmpty)
                actions.append(event.action)
                // What is told may begin in the middle of a container's life.
                let isEnd = event.action == "destroy" || event.action == "remove"
                if isEnd, actions.contains("die") || actions.contains("died") { break }
            }
            return actions
        }
        // The stream tells of what happens from now on, and nothing says when now is: act until something is told.
        while !isDone.isRaised {
            let id = try await scene.run(scene.spec())
            _ = try await ExecContract.run(scene, id, ["true"])
            try await scene.act(.stopContainer(.id(id), grace: 0))
            try await scene.act(.removeContainer(.id(id), force: true))
            // Of another node's nothing is told.
            var theirs = scene.ownership(ResourceKey(.space, owner: "bob", name: "web-\(scene.word)"))
            theirs.node = NodeID("n2")
            let made = try await scene.act(.createContainer(scene.spec("theirs"), ownership: theirs))
            guard case .created(let other) = made else { return }
            try await scene.act(.removeContainer(.id(other), force: true))
        }
        let actions = try await seen.value
        #expect(actions.contains("die") || actions.contains("died"))
        #expect(!actions.contains { $0.hasPrefix("exec") })
    }

    static func logs(_ scene: EngineScene) async throws {
        let id = try await scene.run(scene.spec(command: ["sh", "-c", "echo one; echo two >&2; echo three"]))
        try await scene.eventually("it ends") { container, _ in container.state == .exited }
        #expect(try await scene.only().1.exitCode == 0)
        let all = try await ExecContract.joined(scene.engine.logs(containerID: id, LogOptions()))
        #expect(all[.standardOutput] == "one\nthree\n")
        #expect(all[.standardError] == "two\n")
        let last = try await ExecContract.joined(
            scene.engine.logs(containerID: id, LogOptions(tail: 1, timestamps: true)))
        // Which of the two streams ends last is the engine's choice.
        #expect(["two", "three"].contains(last.values.joined().split(whereSeparator: \.isWhitespace).last))
        #expect(last.values.joined().hasPrefix("20"))
        await #expect(throws: Failure.self) {
            for try await _ in scene.engine.logs(containerID: "none", LogOptions()) {}
        }
    }

    static func follow(_ scene: EngineScene) async throws {
        let id = try await scene.run(scene.spec(command: ["sh", "-c", "echo first; while true; do sleep 1; done"]))
        var text = ""
        for try await chunk in scene.engine.logs(containerID: id, LogOptions(follow: true)) {
            text += String(decoding: chunk.bytes, as: UTF8.self)
            if text.contains("first\n") { break }
        }
        #expect(text == "first\n")
        // It ends when the container does.
        let rest = Task { try await ExecContract.joined(scene.engine.logs(containerID: id, LogOptions(follow: true))) }
        try await scene.act(.stopContainer(.id(id), grace: 0))
        #expect(try await rest.value[.standardOutput] == "first\n")
    }

    /// `check` runs a health check where the engine does not by itself.
    static func health(_ scene: EngineScene, check: (String) async throws -> Void) async throws {
        var spec = scene.spec(command: ["sh", "-c", "sleep 1000"])
        spec.healthcheck = .init(test: ["CMD-SHELL", "test -e /tmp/well"], interval: 1000, timeout: 60_000, retries: 1)
        let id = try await scene.run(spec)
        try await check(id)
        try await scene.eventually("it is unhealthy") { _, detail in detail.health == .unhealthy }
        _ = try await ExecContract.run(scene, id, ["touch", "/tmp/well"])
        try await check(id)
        try await scene.eventually("it is healthy") { _, detail in detail.health == .healthy }
    }

    /// `image` can be pulled, and is not on the node.
    static func pull(_ scene: EngineScene, _ image: String) async throws {
        let (reports, report) = AsyncStream<PullProgress>.makeStream()
        _ = try await scene.engine.perform(.pullImage(reference: image, auth: nil)) { report.yield($0) }
        report.finish()
        var last: PullProgress?
        for await progress in reports {
            #expect(progress.current <= progress.total)
            last = progress
        }
        #expect(last?.stage.isEmpty == false)
        try await scene.act(.checkImage(reference: image))
        // A second time finds it there, and a tag that is not there is told.
        try await scene.act(.pullImage(reference: image, auth: nil))
        #expect(await scene.failure(.pullImage(reference: image + "-none", auth: nil))?.code == .imageMissing)
    }
}
