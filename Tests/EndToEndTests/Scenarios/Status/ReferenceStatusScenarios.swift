import Foundation
import Testing

/// What is said when something that a space refers to is not there, or not allowed.
@Suite(.enabled(if: Engine.isReady, Comment(rawValue: Engine.missing)), .serialized)
struct ReferenceStatusScenarios {
    @Test(arguments: Engine.available)
    func aVolumeThatNobodyDeclared(engine: Engine) throws {
        try Scenario.play(engine) { s in
            let volume = "kind: Volume\nname: pool\n"
            let template = Manifests.template().replacing("[\"data:/data\"]", with: "[\"pool:/pool\"]")
            let path = try s.write("web.yaml", Manifests.join(template, Manifests.space("web")))
            let refused = try s.knot("apply", "-f", path)
            #expect(refused.status == 2 && refused.errors.contains("no volume named 'pool'"), "\(refused.text)")
            try s.apply(Manifests.join(volume, template, Manifests.space("web", "running: false")))
            try s.must("delete", "volume", "pool", "--force", "--wait")
            try s.must("space", "start", "web", "--no-wait")
            try s.expectTrouble(
                "web", "VolumeMissing", of: "VolumesReady", says: ["'pool'"], events: false)
            try s.apply(volume, wait: false)
            try s.expectMended("web")
            try s.must("delete", "space", "web", "--wait")
            try s.must("delete", "volume", "pool", "--force", "--wait")
        }
    }

    @Test(arguments: Engine.available)
    func aTemplateThatWasDeleted(engine: Engine) throws {
        try Scenario.play(engine) { s in
            try s.apply(Manifests.join(Manifests.template(), Manifests.space("web"), Manifests.space("other")))
            let before = try s.awaitRunning("web")
            try s.must("delete", "template", "shell", "--force")
            // It runs on, and says that it could not be made again.
            let accepted = try s.awaitCondition("web", "Accepted", "False")
            #expect(accepted["reason"].string == "TemplateMissing")
            #expect(accepted["message"].string?.contains("it runs on as it was made") == true, "\(accepted)")
            #expect(try s.must("why", "space/web").contains("was deleted"))
            #expect(try s.condition("web", "Ready")["state"].string == "True")
            #expect(try throughout(2) { try s.world.container(of: "web") == before })
            // One that does not run cannot be started.
            try s.world.remove(try s.awaitRunning("other").id)
            try s.expectTrouble(
                "other", "TemplateMissing", of: "Accepted", says: ["'shell'", "apply it again"], events: false)
            try s.apply(Manifests.template(), wait: false)
            try s.expectMended("other")
            try s.expectMended("web")
            #expect(try s.world.container(of: "web") == before, "it was not disturbed by any of this")
        }
    }

    @Test(arguments: Engine.available)
    func aDependencyThatDoesNotRun(engine: Engine) throws {
        try Scenario.play(engine) { s in
            try s.apply(
                Manifests.join(
                    Manifests.template(), Manifests.space("db", "running: false"),
                    Manifests.space("web", "depends_on: [db]")), wait: false)
            try s.expectTrouble(
                "web", "DependencyNotReady", says: ["space/admin/db is stopped"], phase: "Pending", events: false)
            try s.must("space", "start", "db")
            try s.expectMended("web")
        }
    }

    @Test(arguments: Engine.available)
    func whatThePolicyForbids(engine: Engine) throws {
        try Scenario.play(engine) { s in
            let forbidden = Manifests.template(container: ["cap_add: [CAP_NET_ADMIN]"])
            let path = try s.write("forbidden.yaml", Manifests.join(forbidden, Manifests.space("web")))
            let refused = try s.knot("apply", "-f", path)
            #expect(refused.status == 5, "\(refused.text)")
            #expect(refused.errors.contains("allowed_capabilities"), "it names the rule: \(refused.text)")
            #expect(refused.errors.contains("administrator"), "it says who can change it: \(refused.text)")
            #expect(try s.server.http.get("/api/v1/spaces")["items"].array.isEmpty, "nothing was written")

            // What was allowed once and is no longer: the node refuses to make it.
            try s.server.configure { $0 + "\n[policy]\nallowed_capabilities = [\"CAP_NET_ADMIN\"]\n" }
            try s.must("apply", "-f", path, "--wait")
            let container = try s.awaitRunning("web")
            try s.server.configure { $0.replacing("allowed_capabilities = [\"CAP_NET_ADMIN\"]", with: "") }
            try s.world.remove(container.id)
            try s.expectTrouble(
                "web", "RefusedByPolicy", of: "Accepted", says: ["allowed_capabilities", "administrator"], events: false
            )
            try s.apply(Manifests.template(), wait: false)
            try s.expectMended("web")
        }
    }
}
