import KnotSimulator

/// What the command line of `knot-sim` asks for.
struct Options {
    static let usage = """
        usage: knot-sim [--seeds FROM..TO] [--jobs N] [--twice] [--complete] [--coverage] [--hashes] [--fault NAME]
                        [--nodes FROM..TO]
               knot-sim --trace SEED  [--only FAULT,…] [--steps STEP,…] [--fault NAME] [--nodes FROM..TO]
               knot-sim --shrink SEED [--fault NAME] [--nodes FROM..TO]
               knot-sim --fault all [--seeds FROM..TO] [--jobs N]
               knot-sim --nth STORY|all

        Runs knot's cores in a simulated world: a seed decides what users do, which faults strike, and when. The same
        seed gives the same run on every machine. Exits with 1 when anything did not hold, with 2 for a wrong option.

        Sweeping:
          --seeds FROM..TO  run these seeds (1..2000)
          --jobs N          so many at a time (2)
          --twice           run each seed in a second process, too, and compare the traces
          --complete        fail when a fault or a situation never came up
          --coverage        print how often each fault struck and each situation arose
          --hashes          print nothing but each seed's trace hash
          --nodes FROM..TO  run clusters of so many nodes, from 2 on, with a network between them

        Looking closer:
          --trace SEED      run one seed and print all that happens, with the virtual time
          --shrink SEED     leave out of a failing seed whatever its failure does not need
          --only, --steps   with these faults and these steps of the users only, as a shrunk seed prints them

        Testing the simulator itself:
          --fault NAME      put this fault into what the node takes in and gives out; 'all' prints which seed finds each,
                            as a table. Faults within the node's core: see Tests/faults
          --nth STORY       tell a fixed story with each of its calls going wrong in turn; 'all' tells every one
        """

    var seeds: ClosedRange<UInt64> = 1...2_000
    var jobs = 2
    var trace: UInt64?
    var shrink: UInt64?
    var scenario = Scenario()
    var fault: String?
    var stories: [Story] = []
    var coverage = false
    var complete = false
    var hashes = false
    var twice = false
    var help = false

    /// Throws what is wrong with the arguments.
    init(_ arguments: [String]) throws(Wrong) {
        var rest = arguments[...]
        while let option = rest.popFirst() {
            if takeFlag(option) { continue }
            guard Self.valued.contains(option) else { throw Wrong("there is no option \(option)") }
            guard let value = rest.popFirst() else { throw Wrong("\(option) wants a value") }
            try take(option, value)
        }
    }

    private static let valued: Set = [
        "--seeds", "--jobs", "--trace", "--shrink", "--fault", "--nth", "--only", "--steps", "--nodes",
    ]

    private mutating func takeFlag(_ option: String) -> Bool {
        switch option {
        case "--coverage": coverage = true
        case "--complete": complete = true
        case "--hashes": hashes = true
        case "--twice": twice = true
        case "--help", "-h": help = true
        default: return false
        }
        return true
    }

    private mutating func take(_ option: String, _ value: String) throws(Wrong) {
        switch option {
        case "--seeds":
            seeds = try range(value, of: option)
        case "--nodes":
            let sizes = try range(value, of: option)
            guard sizes.lowerBound >= 2, sizes.upperBound <= 9 else { throw Wrong("--nodes wants 2 to 9 of them") }
            scenario.nodes = Int(sizes.lowerBound)...Int(sizes.upperBound)
        case "--jobs": jobs = Int(min(64, max(1, try number(value, of: option))))
        case "--trace": trace = try number(value, of: option)
        case "--shrink": shrink = try number(value, of: option)
        case "--fault":
            fault = value
            scenario.coreFault = CoreFault(rawValue: value)
            if scenario.coreFault == nil, value != "all" {
                let names = CoreFault.allCases.map(\.rawValue).joined(separator: ", ")
                throw Wrong("no fault of a core is called '\(value)'; there are \(names)")
            }
        case "--nth":
            guard let story = Story(rawValue: value) else {
                guard value == "all" else {
                    let names = Story.allCases.map(\.rawValue).joined(separator: ", ")
                    throw Wrong("no story is called '\(value)'; there are \(names)")
                }
                stories = Story.allCases
                return
            }
            stories = [story]
        case "--only":
            scenario.without = Set(Fault.allCases)
            scenario.withoutInCluster = Set(ClusterFault.allCases)
            for name in value.split(separator: ",").map(String.init) where name != "none" {
                if let fault = Fault(rawValue: name) {
                    scenario.without.remove(fault)
                } else if let fault = ClusterFault(rawValue: name) {
                    scenario.withoutInCluster.remove(fault)
                } else {
                    throw Wrong("no fault is called '\(name)'")
                }
            }
        default:
            var kept: Set<Int> = []
            for step in value.split(separator: ",") where step != "none" {
                kept.insert(Int(min(1 << 20, try number(String(step), of: option))))
            }
            scenario.skipped = Set(1...10_000).subtracting(kept)
        }
    }

    private func range(_ text: String, of option: String) throws(Wrong) -> ClosedRange<UInt64> {
        let ends = text.split(separator: ".").compactMap { UInt64($0) }
        guard let first = ends.first, let last = ends.last, first <= last else {
            throw Wrong("\(option) wants FROM..TO, not '\(text)'")
        }
        return first...last
    }

    private func number(_ text: String, of option: String) throws(Wrong) -> UInt64 {
        guard let number = UInt64(text) else { throw Wrong("\(option) wants a number, not '\(text)'") }
        return number
    }

    /// The command that runs a seed again as it was run; so many steps of users there were.
    func command(_ option: String, _ seed: UInt64, _ scenario: Scenario, steps: Int) -> String {
        var words = ["knot-sim", option, String(seed)]
        if let fault { words += ["--fault", fault] }
        words += nodes
        if !scenario.without.isEmpty || !scenario.withoutInCluster.isEmpty {
            var kept = Fault.allCases.filter { !scenario.without.contains($0) }.map(\.rawValue)
            if scenario.nodes != nil {
                kept += ClusterFault.allCases.filter { !scenario.withoutInCluster.contains($0) }.map(\.rawValue)
            }
            words += ["--only", kept.isEmpty ? "none" : kept.joined(separator: ",")]
        }
        if !scenario.skipped.isEmpty {
            let kept = (1...max(1, steps)).filter { !scenario.skipped.contains($0) }.map(String.init)
            words += ["--steps", kept.isEmpty ? "none" : kept.joined(separator: ",")]
        }
        return words.joined(separator: " ")
    }

    /// What another process is told, so that it runs the same seeds and prints their hashes.
    var asTwin: [String] {
        var words = [
            "--hashes", "--seeds", "\(seeds.lowerBound)..\(seeds.upperBound)", "--jobs", String(max(1, jobs / 2)),
        ]
        if let fault { words += ["--fault", fault] }
        return words + nodes
    }

    private var nodes: [String] { scenario.nodes.map { ["--nodes", "\($0.lowerBound)..\($0.upperBound)"] } ?? [] }

    struct Wrong: Error {
        var message: String
        init(_ message: String) { self.message = message }
    }
}
