import Foundation
import Testing

/// What must outlive all violence: data in volumes, and what is none of knot's business.
struct Keepsakes {
    private let world: EngineWorld
    private var tokens: [String: String] = [:]
    private let foreign: String
    private let foreignVolume: String

    /// Writes something into the volumes of `spaces`, which run, and makes a container and a volume of somebody else's.
    init(_ scenario: Scenario, spaces: [String]) throws {
        world = scenario.world
        for space in spaces {
            let token = "kept for \(space) \(UInt32.random(in: 0 ... .max))"
            _ = try world.exec(try scenario.awaitRunning(space).id, "echo '\(token)' > /data/token")
            tokens[space] = token
        }
        foreign = try world.makeForeign(name: "foreign-\(scenario.server.port)")
        foreignVolume = "foreign-\(scenario.server.port)"
        let made = try world.http.send("POST", "/v1.41/volumes/create", body: "{\"Name\": \"\(foreignVolume)\"}")
        guard made.status < 300 else { throw Trouble("volume: \(made.body)") }
    }

    /// - Parameter running: whether the foreign container had no reason to stop.
    func check(_ wishes: [String: Crowd.Wish], running: Bool) throws {
        for (space, token) in tokens.sorted(by: { $0.key < $1.key }) where wishes[space]?.isRunning == true {
            guard let container = try world.container(of: space) else { throw Trouble("\(space) does not run") }
            let found = try world.exec(container.id, "cat /data/token")
            #expect(found == token, "what was in the volume of \(space) is lost")
        }
        let state = try world.inspect(foreign)["State"]
        #expect(running ? state["Running"].bool == true : state["Status"].string != nil, "\(state)")
        #expect(try world.http.send("GET", "/v1.41/volumes/\(foreignVolume)").status == 200)
    }

    func remove() {
        try? world.remove(foreign)
        _ = try? world.http.send("DELETE", "/v1.41/volumes/\(foreignVolume)?force=1")
    }
}
