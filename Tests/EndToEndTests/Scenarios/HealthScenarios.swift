import Foundation
import Testing

/// Whether a space is well, and what follows.
@Suite(.enabled(if: Engine.isReady, Comment(rawValue: Engine.missing)), .serialized)
struct HealthScenarios {
    /// One way to find out.
    struct Check: CustomTestStringConvertible {
        let kind: String
        let config: String
        var testDescription: String { kind }
    }

    static let checks = [
        Check(kind: "program", config: "test -f /data/ok"), Check(kind: "http", config: "http://localhost:8080/ok"),
        Check(kind: "tcp", config: "localhost:8080"),
    ]
    /// The container serves its volume for as long as the file `ok` is there.
    private static let command = """
        while sleep 0.2; do if test -f /data/ok; then pidof httpd || httpd -p 8080 -h /data; else killall httpd; fi; done
        """
    private static let makeWell = "touch /data/ok"
    private static let makeUnwell = "rm /data/ok"

    @Test(arguments: Engine.available, checks)
    func aCheckDecidesWhetherASpaceIsReady(engine: Engine, check: Check) throws {
        try Scenario.play(engine) { s in
            try s.apply(Manifests.join(Self.template(check), Manifests.space("web")), wait: false)
            let container = try s.awaitRunning("web")
            // Three seconds later it has failed often enough to be unwell.
            try eventually("it is not said to be ready before it is", state: { "\(try s.space("web"))" }) {
                let ready = try s.condition("web", "Ready")
                return ["HealthStarting", "Unhealthy"].contains(ready["reason"].string)
                    && ready["state"].string == "False"
            }
            _ = try s.world.exec(container.id, Self.makeWell)
            try s.awaitCondition("web", "Ready", "True")
            _ = try s.world.exec(container.id, Self.makeUnwell)
            let unwell = try s.awaitCondition("web", "Ready", "False")
            try eventually("it is said to be unwell", state: { "\(try s.space("web"))" }) {
                try s.condition("web", "Ready")["reason"].string == "Unhealthy"
            }
            #expect(unwell["state"].string == "False")
            #expect(try s.must("events").contains("Unhealthy"))
            #expect(
                try throughout(3) { try s.world.container(of: "web") == container }, "nothing was asked for but news")
            _ = try s.world.exec(container.id, Self.makeWell)
            try s.awaitCondition("web", "Ready", "True")
        }
    }

    @Test(arguments: Engine.available, checks)
    func anUnwellSpaceIsRestartedWhereThatIsAskedFor(engine: Engine, check: Check) throws {
        try Scenario.play(engine) { s in
            let template = Self.template(check, "health_check_auto_restart: true")
            try s.apply(Manifests.join(template, Manifests.space("web")), wait: false)
            try makeWell(s)
            let container = try s.awaitRunning("web")
            let started = try s.world.startedAt(container.id)
            _ = try s.world.exec(container.id, Self.makeUnwell)
            try eventually("it is restarted", state: { "\(try s.space("web"))" }) {
                guard let now = try s.world.container(of: "web"), now.isRunning else { return false }
                return try s.world.startedAt(now.id) != started
            }
            try makeWell(s)
            #expect(try s.must("events").contains("Unhealthy"))
        }
    }

    /// It may be restarted before it is well, and then a command in it is cut short.
    private func makeWell(_ s: Scenario) throws {
        try eventually("it is well", state: { "\(try s.space("web"))" }) {
            guard let now = try s.world.container(of: "web"), now.isRunning else { return false }
            _ = try s.world.exec(now.id, Self.makeWell)
            return try s.condition("web", "Ready")["state"].string == "True"
        }
    }

    @Test(arguments: Engine.available)
    func checksThatHangDoNotPileUp(engine: Engine) throws {
        try Scenario.play(engine) { s in
            let check = Check(kind: "program", config: "sleep 4321")
            try s.apply(
                Manifests.join(Self.template(check, "health_check_timeout: 1"), Manifests.space("web")), wait: false)
            let container = try s.awaitRunning("web")
            try eventually("several checks hung", state: { "\(try s.space("web"))" }) {
                try s.condition("web", "Ready")["reason"].string == "Unhealthy"
            }
            let list = "for place in /proc/[0-9]*; do tr '\\\\0' ' ' < $place/cmdline; echo; done"
            // One that is being ended may be there still beside the next; what piles up never gets fewer.
            var count = ""
            try eventually("they are ended", state: { count }) {
                count = try s.world.exec(container.id, list + " | grep -c '^sleep 4321'")
                return Int(count).map { $0 <= 1 } ?? false
            }
        }
    }

    /// Podman leaves them to systemd's timers; where there are none, the node has them run.
    @Test(arguments: Engine.available)
    func theEnginesOwnCheckCountsToo(engine: Engine) throws {
        try Scenario.play(engine) { s in
            let template = Manifests.template(
                container: ["healthcheck: {test: \"test -f /data/ok\", interval: 1s, retries: 2}"])
            try s.apply(Manifests.join(template, Manifests.space("web")), wait: false)
            let container = try s.awaitRunning("web")
            try s.awaitCondition("web", "Ready", "False")
            _ = try s.world.exec(container.id, "touch /data/ok")
            try s.awaitCondition("web", "Ready", "True")
            _ = try s.world.exec(container.id, "rm /data/ok")
            let unwell = try s.awaitCondition("web", "Ready", "False")
            #expect(unwell["reason"].string == "Unhealthy", "\(unwell)")

            _ = try s.world.exec(container.id, "touch /data/ok")
            try s.awaitCondition("web", "Ready", "True")
            let started = try s.world.startedAt(container.id)
            try s.apply(template + "health_check_auto_restart: true\n")
            _ = try s.world.exec(container.id, "rm /data/ok")
            try eventually("it is restarted in place", state: { "\(try s.space("web"))" }) {
                guard let now = try s.world.container(of: "web"), now.id == container.id, now.isRunning else {
                    return false
                }
                return try s.world.startedAt(now.id) != started
            }
        }
    }

    private static func template(_ check: Check, _ more: String...) -> String {
        Manifests.template(
            template: [
                "health_check_type: \(check.kind)", "health_check_config: \"\(check.config)\"",
                "health_check_interval: 1", "health_check_max_failures: 3",
            ] + more
        ).replacing("sleep infinity", with: "[sh, -c, '\(command)']")
    }
}
