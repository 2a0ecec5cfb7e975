import Foundation

/// Blows at a server and at the containers it keeps, at moments and of kinds that chance decides.
final class Blows {
    private enum ServerBlow: CaseIterable { case kill, hold }

    private let scenario: Scenario
    private var chance: Chance
    private var serverBlows = Rounds(of: ServerBlow.allCases)
    private var serverAt: Date
    private var containerAt: Date
    private var lookAt = Date.now
    /// When the server goes on, or is started again.
    private var recovery: (at: Date, isHeld: Bool)?

    private(set) var kills = 0
    private(set) var holds = 0
    private(set) var containerBlows: [String: Int] = [:]
    /// Spaces that were seen with two running containers at once.
    private(set) var doubled: Set<String> = []
    private(set) var looks = 0

    /// Whether the server was killed and held, a container was struck, and somebody looked.
    var areOfEveryKind: Bool { kills > 0 && holds > 0 && !containerBlows.isEmpty && looks > 0 }

    init(_ scenario: Scenario, seed: UInt64) {
        self.scenario = scenario
        chance = Chance(seed: seed)
        serverAt = .now.addingTimeInterval(chance.seconds(2...5))
        containerAt = .now.addingTimeInterval(1)
    }

    /// Strikes whatever is due.
    func strike() throws {
        if let recovery {
            if recovery.at < .now { try recover() }
        } else if serverAt < .now {
            serverAt = .now.addingTimeInterval(chance.seconds(4...9))
            switch serverBlows.next(&chance) {
            case .kill:
                scenario.server.kill()
                kills += 1
                recovery = (.now.addingTimeInterval(chance.seconds(0...1.5)), false)
            case .hold:
                scenario.server.hold()
                holds += 1
                recovery = (.now.addingTimeInterval(chance.seconds(0.5...3)), true)
            }
        }
        if containerAt < .now {
            containerAt = .now.addingTimeInterval(chance.seconds(0.5...2))
            // An engine that does not answer is no news here.
            try? strikeContainer()
        }
        if lookAt < .now {
            lookAt = .now.addingTimeInterval(0.5)
            try? look()
        }
    }

    /// No more blows: the server goes on.
    func end() throws {
        try recover()
        try scenario.server.awaitReady()
    }

    private func recover() throws {
        if let recovery {
            if recovery.isHeld { scenario.server.letGo() } else { try scenario.server.launch() }
        }
        recovery = nil
    }

    private func strikeContainer() throws {
        guard let victim = chance.pick(try scenario.world.containers().map(\.id)) else { return }
        let blow = chance.pick(["kill", "stop?t=0", "pause", "rename?name=stray-\(chance.below(1_000_000))", "remove"])
        guard let blow else { return }
        if blow == "remove" {
            try scenario.world.remove(victim)
        } else {
            try scenario.world.post(victim, blow)
        }
        containerBlows[String(blow.prefix { $0 != "?" }), default: 0] += 1
    }

    private func look() throws {
        let running = Dictionary(grouping: try scenario.world.containers().filter(\.isRunning), by: \.key)
        for (key, containers) in running where containers.count > 1 { doubled.insert("\(key): \(containers)") }
        looks += 1
    }
}
