import Foundation
import Testing

/// What is said of a container that cannot be made or started.
@Suite(.enabled(if: Engine.isReady, Comment(rawValue: Engine.missing)), .serialized)
struct StartStatusScenarios {
    @Test(arguments: Engine.available)
    func aCommandThatIsNotInTheImage(engine: Engine) throws {
        try Scenario.play(engine) { s in
            let wrong = Manifests.template().replacing("command: sleep infinity", with: "command: [nonesuch]")
            try s.apply(Manifests.join(wrong, Manifests.space("web")), wait: false)
            try s.expectTrouble("web", "CommandFailed", says: ["container admin.web", "check command", "nonesuch"])
            let path = try s.write("wrong.yaml", Manifests.join(wrong, Manifests.space("web")))
            let waited = try s.knot("apply", "-f", path, "--wait")
            #expect(waited.status == 7 && waited.errors.contains("nonesuch"), "waiting cannot help: \(waited.text)")
            // What had failed before the change is no reason to give up.
            try s.apply(Manifests.join(Manifests.template(), Manifests.space("web")))
            try s.expectMended("web")
        }
    }

    @Test(arguments: Engine.available)
    func aUserWhomTheImageDoesNotKnow(engine: Engine) throws {
        try Scenario.play(engine) { s in
            try s.apply(
                Manifests.join(Manifests.template(container: ["user: nonesuch"]), Manifests.space("web")), wait: false)
            try s.expectTrouble("web", "UserMissing", says: ["container admin.web", "check user", "nonesuch"])
            try s.apply(Manifests.template(), wait: false)
            try s.expectMended("web")
        }
    }

    @Test(arguments: Engine.available)
    func aNetworkThatIsNotThere(engine: Engine) throws {
        try Scenario.play(engine) { s in
            let network = "net\(s.server.port)"
            defer { _ = try? s.world.http.send("DELETE", "/v1.41/networks/\(network)") }
            try s.apply(
                Manifests.join(Manifests.template(container: ["network: \(network)"]), Manifests.space("web")),
                wait: false)
            try s.expectTrouble("web", "NetworkMissing", says: ["network", network, "create it"])
            _ = try s.world.http.send("POST", "/v1.41/networks/create", body: "{\"Name\": \"\(network)\"}")
            try s.expectMended("web")
            try s.must("delete", "space", "web", "--wait")
        }
    }

    @Test(arguments: Engine.available)
    func aNameThatAnotherContainerHas(engine: Engine) throws {
        try Scenario.play(engine) { s in
            let foreign = try s.world.makeForeign(name: "admin.web")
            defer { try? s.world.remove(foreign) }
            try s.apply(Manifests.web, wait: false)
            try s.expectTrouble("web", "NameTaken", says: ["admin.web", "remove or rename it"])
            #expect(try s.world.inspect(foreign)["State"]["Running"].bool == true, "what is not ours is left alone")
            try s.world.remove(foreign)
            try s.expectMended("web")
        }
    }

    @Test(arguments: Engine.available)
    func aPortThatSomethingElseHas(engine: Engine) throws {
        try Scenario.play(engine) { s in
            let port = try ServerProcess.freePort()
            let template = Manifests.template(container: ["ports: [\"127.0.0.1:\(port):80\"]"])
            try s.apply(Manifests.join(template, Manifests.space("first")))
            try s.apply(Manifests.space("web"), wait: false)
            try s.expectTrouble(
                "web", "PortTaken", says: ["container admin.web", "port \(port)", "choose another host port"])
            try s.must("delete", "space", "first", "--wait")
            try s.expectMended("web")
        }
    }
}
