import Foundation

/// A bounded number of people at work on a server at the same time, each with a `knot` of its own.
///
/// What was not acknowledged is asked for again until it is, so that `wishes` is what has to hold in the end.
final class Crowd {
    /// What a space should be.
    struct Wish: Equatable {
        var isRunning = true
        var note = 0
        var template = "plain"

        func manifest(_ name: String) -> String {
            Manifests.space(name, template: template, "running: \(isRunning)", "note: \"number \(note)\"")
        }
    }

    private enum Command {
        case apply(Wish), start, stop, restart, delete

        func arguments(_ name: String) -> [String] {
            switch self {
            case .apply: ["apply", "-f", "-"]
            case .start: ["space", "start", "--no-wait", name]
            case .stop: ["space", "stop", "--no-wait", name]
            case .restart: ["space", "restart", "--no-wait", name]
            case .delete: ["delete", "space", name, "--ignore-missing"]
            }
        }
    }

    private struct Errand {
        let name: String
        let command: Command
        let child: Child
        let until: Date
    }

    private let scenario: Scenario
    private let atOnce: Int
    private let mostSpaces: Int
    private let keepers: Set<String>
    private var toMake: [String]
    private var chance: Chance
    private var errands: [Errand] = []
    private var again: [(name: String, command: Command, at: Date)] = []

    /// By name: what each space should be, as the last command that ended well asked for.
    private(set) var wishes: [String: Wish]
    private(set) var acknowledged = 0
    private(set) var failed: [String: Int] = [:]

    /// - Parameters:
    ///   - keepers: spaces that are there already, and are never deleted.
    ///   - making: how many further spaces are created, and most of them deleted again.
    init(_ scenario: Scenario, atOnce: Int, keepers: [String: Wish], making: Int, mostSpaces: Int, seed: UInt64) {
        self.scenario = scenario
        self.atOnce = atOnce
        self.mostSpaces = mostSpaces
        self.keepers = Set(keepers.keys)
        wishes = keepers
        toMake = (0..<making).reversed().map { "s-\($0)" }
        chance = Chance(seed: seed)
    }

    var isDone: Bool { toMake.isEmpty && isIdle }
    private var isIdle: Bool { errands.isEmpty && again.isEmpty }

    /// Takes in what has ended and begins what there is room for.
    func work() throws {
        try reap()
        while errands.count < atOnce {
            if let index = again.firstIndex(where: { $0.at < .now }) {
                let errand = again.remove(at: index)
                try begin(errand.name, errand.command)
            } else if again.count < atOnce, let (name, command) = choose() {
                try begin(name, command)
            } else {
                return
            }
        }
    }

    /// Works for some time; `meanwhile` is called again and again.
    func work(seconds: Double, meanwhile: () throws -> Void = {}) throws {
        let limit = Date.now.addingTimeInterval(seconds)
        while Date.now < limit {
            try work()
            try meanwhile()
            Thread.sleep(forTimeInterval: 0.02)
        }
    }

    /// Begins nothing new, and waits until everything asked for is acknowledged.
    func finish(within seconds: Double) throws {
        toMake = []
        let limit = Date.now.addingTimeInterval(seconds)
        while !isIdle {
            guard Date.now < limit else { throw Trouble("not acknowledged: \(again), \(errands.map(\.name))") }
            try work()
            Thread.sleep(forTimeInterval: 0.02)
        }
    }

    /// Every space as a manifest.
    var manifests: String {
        wishes.sorted { $0.key < $1.key }.map { $0.value.manifest($0.key) }.joined(separator: "---\n")
    }

    private func choose() -> (String, Command)? {
        guard let next = toMake.last else { return nil }
        let busy = Set(errands.map(\.name) + again.map(\.name))
        let idle = wishes.keys.filter { !busy.contains($0) }.sorted()
        if wishes.count < mostSpaces, chance.happens(oneIn: 2) {
            toMake.removeLast()
            let wish = Wish(isRunning: !chance.happens(oneIn: 5), template: chance.happens(oneIn: 2) ? "plain" : "lone")
            return (next, .apply(wish))
        }
        guard let name = chance.pick(idle), let wish = wishes[name] else { return nil }
        if wishes.count >= mostSpaces, !keepers.contains(name) { return (name, .delete) }
        switch chance.below(5) {
        case 0: return (name, wish.isRunning ? .stop : .start)
        case 1 where wish.isRunning: return (name, .restart)
        case 2 where !keepers.contains(name): return (name, .delete)
        default:
            var wish = wish
            wish.note += 1
            return (name, .apply(wish))
        }
    }

    private func begin(_ name: String, _ command: Command) throws {
        var input = ""
        if case .apply(let wish) = command { input = wish.manifest(name) }
        let child = try scenario.child(command.arguments(name), input: input)
        errands.append(Errand(name: name, command: command, child: child, until: .now.addingTimeInterval(60)))
    }

    private func reap() throws {
        for (index, errand) in errands.enumerated().reversed() {
            guard !errand.child.process.isRunning || errand.until < .now else { continue }
            errands.remove(at: index)
            let outcome = try errand.child.finish(seconds: 0)
            guard outcome.status == 0 else {
                failed["exit code \(outcome.status): \(outcome.errors.prefix(300))", default: 0] += 1
                again.append((errand.name, errand.command, .now.addingTimeInterval(0.3)))
                continue
            }
            acknowledged += 1
            switch errand.command {
            case .apply(let wish): wishes[errand.name] = wish
            case .start: wishes[errand.name]?.isRunning = true
            case .stop: wishes[errand.name]?.isRunning = false
            case .restart: break
            case .delete: wishes[errand.name] = nil
            }
        }
    }
}
