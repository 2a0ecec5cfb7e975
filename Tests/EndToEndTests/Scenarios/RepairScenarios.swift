import Foundation
import Testing

/// It stays as it was asked for, whatever anybody does by hand.
@Suite(.enabled(if: Engine.isReady, Comment(rawValue: Engine.missing)), .serialized)
struct RepairScenarios {
    enum Blow: String, CaseIterable, CustomTestStringConvertible {
        case killed, stopped, removed
        var testDescription: String { rawValue }
    }

    @Test(arguments: Engine.available, Blow.allCases)
    func whatIsDoneByHandComesBack(engine: Engine, blow: Blow) throws {
        try Scenario.play(engine) { s in
            try s.apply(Manifests.web)
            let before = try s.awaitRunning("web")
            let started = try s.world.startedAt(before.id)
            _ = try s.world.exec(before.id, "echo kept > /data/file")
            switch blow {
            case .killed: try s.world.post(before.id, "kill")
            case .stopped: try s.world.post(before.id, "stop?t=0")
            case .removed: try s.world.remove(before.id)
            }
            try eventually("it runs again", state: { "\(try s.space("web"))" }) {
                guard let now = try s.world.container(of: "web"), now.isRunning else { return false }
                return try now.id != before.id || s.world.startedAt(now.id) != started
            }
            let after = try s.awaitRunning("web")
            #expect(try s.world.exec(after.id, "cat /data/file") == "kept")
            try s.awaitPhase("web", "Running")
        }
    }

    @Test(
        .enabled(if: !Engine.tellingLimits.isEmpty, "Podman 4 does not tell of limits changed by hand"),
        arguments: Engine.tellingLimits)
    func aLimitEditedByHandIsPutBack(engine: Engine) throws {
        try Scenario.play(engine) { s in
            try s.apply(Manifests.join(Manifests.template(), Manifests.space("web", "memory: 64m")))
            let container = try s.awaitRunning("web")
            try s.world.post(container.id, "update", body: "{\"Memory\": 134217728, \"MemorySwap\": 268435456}")
            try eventually("it is put back", state: { "\(try s.space("web"))" }) {
                try s.world.inspect(container.id)["HostConfig"]["Memory"].int == 64 << 20
            }
            #expect(try s.world.container(of: "web") == container, "the same container goes on")
            #expect(try s.must("events").contains("Drift"))
        }
    }

    @Test(
        .enabled(if: !Engine.tellingLimits.isEmpty, "Podman 4 does not tell of limits changed by hand"),
        arguments: Engine.tellingLimits)
    func driftIsOnlyReportedWhereThatIsAskedFor(engine: Engine) throws {
        try Scenario.play(engine) { s in
            try s.apply(Manifests.join(Manifests.template(), Manifests.space("web", "memory: 64m", "drift: report")))
            let container = try s.awaitRunning("web")
            try s.world.post(container.id, "update", body: "{\"Memory\": 134217728, \"MemorySwap\": 268435456}")
            try s.awaitCondition("web", "Drifted", "True")
            #expect("\(try s.space("web")["status"]["drift"])".contains("memory"))
            #expect(try throughout(3) { try s.world.inspect(container.id)["HostConfig"]["Memory"].int == 128 << 20 })
        }
    }

    @Test(arguments: Engine.available)
    func aMissingImageIsSaidAndMendedOnceItIsThere(engine: Engine) throws {
        try Scenario.play(engine) { s in
            let late = "localhost/knot-late:latest"
            try s.world.untag(late)
            defer { try? s.world.untag(late) }
            let template = Manifests.template(image: late).replacing("pull: missing", with: "pull: never")
            try s.apply(Manifests.join(template, Manifests.space("web")), wait: false)
            let condition = try s.awaitCondition("web", "ImageReady", "False")
            #expect("\(condition)".contains("knot-late"), "\(condition)")
            // Between two tries it is on its way for a moment.
            try eventually("the table says what is missing", state: { try s.must("get", "spaces") }) {
                try s.must("get", "spaces").contains("knot-late")
            }
            try s.world.tag(Settings.image, repository: "localhost/knot-late")
            try s.awaitRunning("web")
            try s.awaitCondition("web", "ImageReady", "True")
        }
    }

    @Test(arguments: Engine.available)
    func aTakenPortIsSaidAndMendedOnceItIsFree(engine: Engine) throws {
        try Scenario.play(engine) { s in
            let port = try ServerProcess.freePort()
            let template = Manifests.template(container: ["ports: [\"127.0.0.1:\(port):80\"]"])
            try s.apply(Manifests.join(template, Manifests.space("first")))
            try s.awaitRunning("first")
            try s.apply(Manifests.space("second"), wait: false)
            try eventually("the conflict is said", state: { "\(try s.space("second"))" }) {
                let error = try s.space("second")["status"]["lastError"]
                return error["code"].string == "portTaken" && "\(error)".contains("\(port)")
            }
            #expect(try s.world.container(of: "first")?.isRunning == true)
            try s.must("delete", "space", "first", "--wait")
            try s.awaitRunning("second")
        }
    }

    @Test(arguments: Engine.available)
    func whatIsNotOursIsLeftAlone(engine: Engine) throws {
        try Scenario.play(engine) { s in
            let name = "foreign-\(s.server.port)"
            let foreign = try s.world.makeForeign(name: name)
            defer { try? s.world.remove(foreign) }
            let started = try s.world.startedAt(foreign)
            try s.apply(Manifests.web)
            try s.must("delete", "space", "web", "--wait")
            try s.server.stop()
            try s.server.start()
            #expect(try throughout(6) { try s.world.inspect(foreign)["State"]["Running"].bool == true })
            #expect(try s.world.startedAt(foreign) == started)
        }
    }

    /// An image that was made of a container carries its labels, and so does every container of that image.
    @Test(arguments: Engine.available)
    func aContainerMadeOfACopyOfOursIsLeftAlone(engine: Engine) throws {
        try Scenario.play(engine) { s in
            try s.apply(Manifests.web)
            let web = try s.awaitRunning("web")
            let image = "localhost/knot-copy-\(s.server.port)"
            try s.world.commit(web.id, repository: image)
            defer { try? s.world.untag(image + ":latest") }
            let copy = try s.world.makeForeign(name: "copy-\(s.server.port)", image: image + ":latest")
            defer { try? s.world.remove(copy) }
            let labels = try s.world.inspect(copy)["Config"]["Labels"]
            #expect(labels["knot.key"].string == "space/admin/web", "it looks like ours: \(labels)")
            let started = try s.world.startedAt(copy)
            #expect(try throughout(6) { try s.world.inspect(copy)["State"]["Running"].bool == true })
            #expect(try s.world.inspect(web.id)["State"]["Running"].bool == true)
            try s.must("space", "restart", "web", "--wait")
            try s.must("delete", "space", "web", "--wait")
            try s.server.stop()
            try s.server.start()
            #expect(try throughout(6) { try s.world.inspect(copy)["State"]["Running"].bool == true })
            #expect(try s.world.startedAt(copy) == started)
        }
    }

    @Test(arguments: Engine.available)
    func aContainerOfAnotherClusterIsLeftAlone(engine: Engine) throws {
        try Scenario.play(engine) { first in
            try first.apply(Manifests.web)
            let theirs = try first.awaitRunning("web")
            // A second server with an empty database on the same engine: it must neither adopt nor remove.
            let directory = first.directory.appending(path: "2")
            try FileManager.default.createDirectory(at: directory, withIntermediateDirectories: true)
            let second = try ServerProcess(engine: engine, directory: directory, extra: "")
            defer { second.kill() }
            try second.start()
            #expect(try throughout(7) { try first.world.container(of: "web") == theirs })
        }
    }
}
