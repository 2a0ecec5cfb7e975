import Foundation
import Testing

/// What somebody else changes of a container that runs: put back in place, reported, or left alone.
@Suite(.enabled(if: Engine.isReady, Comment(rawValue: Engine.missing)), .serialized)
struct DriftScenarios {
    @Test(arguments: Engine.available)
    func networksAreConnectedAsTheyWereMade(engine: Engine) throws {
        try Scenario.play(engine) { s in
            try s.withNetworks { team, data, other in
                let template = Manifests.template(
                    "joined", container: ["network: \(team)", "networks: [\(data)]"])
                try s.apply(
                    Manifests.join(
                        Manifests.template(), template, Manifests.space("web"),
                        Manifests.space("api", template: "joined")))
                let (web, api) = (try s.awaitRunning("web"), try s.awaitRunning("api"))
                let bridge = engine == .podman ? "podman" : "bridge"
                try s.world.disconnect(web.id, from: bridge)
                try s.world.connect(web.id, to: other)
                try s.world.disconnect(api.id, from: team)
                try s.world.disconnect(api.id, from: data)
                try s.world.connect(api.id, to: other)
                for (container, networks) in [(web, [bridge]), (api, [data, team])] {
                    try eventually(
                        "the networks of \(container.space) are put back",
                        state: { "\(try s.world.networks(container.id)) \(try s.space(container.space))" }
                    ) { try s.world.networks(container.id) == networks.sorted() }
                    #expect(try s.world.container(of: container.space) == container, "the same container goes on")
                    try s.awaitNoDrift(container.space)
                }
                #expect(try s.must("events", "--for", "space/web").contains("networks: \"bridge\""))
                #expect(try s.throughoutOneListingNothingIsWritten())
            }
        }
    }

    @Test(arguments: Engine.available)
    func processorsLimitedByHandAreFreeAgain(engine: Engine) throws {
        try Scenario.play(engine) { s in
            try s.apply(Manifests.web)
            let web = try s.awaitRunning("web")
            try s.world.limit(web.id, processors: 1)
            // Podman tells nobody of new limits: another change makes the node observe the container.
            if engine == .podman { try s.world.post(web.id, "rename?name=other-\(s.server.port)") }
            func isFree() throws -> Bool {
                let quota = try s.world.processorQuota(web.id) ?? 0
                return quota == -1 || quota >= ProcessInfo.processInfo.processorCount * 100_000
            }
            try eventually("the limit was seen", state: { try s.must("events", "--for", "space/web") }) {
                try s.must("events", "--for", "space/web").contains("cpus: (none) -> \"1\"")
            }
            try eventually("the limit is lifted", state: { "\(try s.space("web"))" }) { try isFree() }
            try s.awaitNoDrift("web")

            try s.world.limit(web.id, processors: 1)
            try s.apply(Manifests.space("web", "cpus: 0.5", "memory: 96m"), wait: false)
            try eventually("both limits hold", state: { "\(try s.space("web"))" }) {
                try s.world.processorQuota(web.id) == 50_000 && s.world.memoryLimit(web.id) == 96 << 20
            }
            try s.apply(Manifests.space("web", "memory: 64m"), wait: false)
            try eventually("one is lifted and one changed", state: { "\(try s.space("web"))" }) {
                try isFree() && s.world.memoryLimit(web.id) == 64 << 20
            }
            #expect(try s.world.container(of: "web") == web, "the same container goes on")
            try s.awaitNoDrift("web")
            #expect(try s.throughoutOneListingNothingIsWritten())
        }
    }

    @Test(
        .enabled(if: !Engine.tellingLimits.isEmpty, "Podman 4 has no call that changes a restart policy"),
        arguments: Engine.tellingLimits)
    func restartPolicyAndFurtherLimitsArePutBack(engine: Engine) throws {
        try Scenario.play(engine) { s in
            try s.apply(
                Manifests.join(
                    Manifests.template(), Manifests.space("web"), Manifests.space("told", "drift: report"),
                    Manifests.space("left", "drift: ignore")))
            let spaces = ["web", "told", "left"]
            let containers = try spaces.map { try s.awaitRunning($0) }
            let change = """
                {"RestartPolicy": {"Name": "always"}, "PidsLimit": 50, "CpuShares": 2, "CpusetCpus": "0",
                 "MemoryReservation": 67108864}
                """
            for container in containers { try s.world.post(container.id, "update", body: change) }
            try s.awaitCondition("told", "Drifted", "True")
            let told = "\(try s.space("told")["status"]["drift"])"
            for field in ["restart policy", "pids_limit", "cpu_shares", "memory_reservation"] {
                #expect(told.contains(field), "\(told)")
            }
            try eventually("they are put back", state: { "\(try s.space("web"))" }) {
                let host = try s.world.inspect(containers[0].id)["HostConfig"]
                return host["RestartPolicy"]["Name"].string == "no" && host["PidsLimit"].int == 4096
                    && host["CpuShares"].int == 1024 && host["MemoryReservation"].int ?? 0 <= 0
            }
            try s.awaitNoDrift("web")
            #expect(try s.throughoutOneListingNothingIsWritten())
            for container in containers.dropFirst() {
                let host = try s.world.inspect(container.id)["HostConfig"]
                #expect(host["RestartPolicy"]["Name"].string == "always", "\(container.space)")
            }
            #expect(try s.condition("left", "Drifted")["state"].string != "True")
            for container in containers { #expect(try s.world.container(of: container.space) == container) }
        }
    }

    @Test(arguments: Engine.available)
    func whatCannotBePutBackIsToldAndKeepsNothingElseWaiting(engine: Engine) throws {
        try Scenario.play(engine) { s in
            try s.withNetworks { team, _, _ in
                let template = Manifests.template(container: ["network: \(team)"])
                try s.apply(Manifests.join(template, Manifests.space("web", "memory: 64m")))
                let web = try s.awaitRunning("web")
                // Held, so that the server does not connect it again before the network is gone.
                s.server.hold()
                try s.world.disconnect(web.id, from: team)
                let gone = try s.world.http.send("DELETE", "/v1.41/networks/\(team)")
                s.server.letGo()
                #expect(gone.status < 300, "\(gone.body)")
                try eventually("it is told", state: { "\(try s.space("web"))" }) {
                    try "\(s.condition("web", "Drifted"))".contains("is not on the node")
                }
                try s.apply(
                    Manifests.join(template, Manifests.space("web", "memory: 96m")), wait: false)
                try eventually("the limit is changed all the same", state: { "\(try s.space("web"))" }) {
                    try s.world.memoryLimit(web.id) == 96 << 20
                }
                #expect(try s.phase("web") == "Running")
                #expect(try s.world.container(of: "web") == web)
            }
        }
    }
}

extension Scenario {
    /// Runs a story with three networks that nobody else has.
    fileprivate func withNetworks(_ story: (String, String, String) throws -> Void) throws {
        let names = ["team", "data", "other"].map { "\($0)-\(server.port)" }
        for name in names {
            let made = try world.http.send("POST", "/v1.41/networks/create", body: "{\"Name\": \"\(name)\"}")
            try #require(made.status == 201, "\(made.body)")
        }
        defer {
            server.kill()
            try? world.sweep()
            for name in names { _ = try? world.http.send("DELETE", "/v1.41/networks/\(name)") }
        }
        try story(names[0], names[1], names[2])
    }

    fileprivate func awaitNoDrift(_ space: String) throws {
        try eventually("\(space) has no drift", state: { "\(try self.space(space))" }) {
            try condition(space, "Drifted")["state"].string != "True"
        }
    }

    /// Whether the server asks its engine to change nothing for longer than the time between two listings.
    fileprivate func throughoutOneListingNothingIsWritten() throws -> Bool {
        func count() throws -> String {
            try server.http.send("GET", "/metrics").body.split(separator: "\n")
                .filter { $0.hasPrefix("knot_engine_actions_total") }.joined(separator: "\n")
        }
        let before = try count()
        return try throughout(7) { try count() == before }
    }
}

extension EngineWorld {
    fileprivate func networks(_ id: String) throws -> [String] {
        let found = try inspect(id)["NetworkSettings"]["Networks"].value as? [String: Any] ?? [:]
        return found.keys.sorted()
    }

    fileprivate func connect(_ id: String, to network: String) throws {
        let answer = try http.send(
            "POST", "/v1.41/networks/\(network)/connect", body: "{\"Container\": \"\(id)\"}")
        try #require(answer.status < 300, "\(answer.body)")
    }

    fileprivate func disconnect(_ id: String, from network: String) throws {
        let answer = try http.send(
            "POST", "/v1.41/networks/\(network)/disconnect", body: "{\"Container\": \"\(id)\", \"Force\": true}")
        try #require(answer.status < 300, "\(answer.body)")
    }

    /// As `--cpus` of the engine's own `update` does.
    fileprivate func limit(_ id: String, processors: Int) throws {
        guard engine == .podman else {
            return try post(id, "update", body: "{\"NanoCpus\": \(processors * 1_000_000_000)}")
        }
        let body = "{\"cpu\": {\"period\": 100000, \"quota\": \(processors * 100_000)}}"
        let answer = try http.send("POST", "/v4.0.0/libpod/containers/\(id)/update", body: body)
        try #require(answer.status < 300, "\(answer.body)")
    }

    /// Microseconds of processor time in 100 ms, as they hold for the container; -1 is no limit.
    fileprivate func processorQuota(_ id: String) throws -> Int? {
        let text = try exec(
            id, "cat /sys/fs/cgroup/cpu/cpu.cfs_quota_us /sys/fs/cgroup/cpu.max 2>/dev/null | head -n 1")
        let word = text.split(whereSeparator: \.isWhitespace).first.map(String.init) ?? ""
        return word == "max" ? -1 : Int(word)
    }
}
