import KnotNode
import KnotSimulator

/// What the command line of `knot-sim` asks for.
struct Options {
    static let usage = """
        usage: knot-sim [--seeds FROM..TO] [--jobs N] [--trace SEED] [--shrink SEED] [--mistake NAME]
                        [--without FAULT,…] [--skip STEP,…] [--coverage] [--hashes]

          --seeds FROM..TO  run these seeds (1..2000)
          --jobs N          so many at a time (2)
          --trace SEED      run one seed and print what happens
          --shrink SEED     leave out of a failing seed whatever its failure does not need
          --mistake NAME    have the node make this mistake; 'all' looks for each of them in turn
          --without, --skip leave out these faults and these steps of the users, as --shrink prints them
          --coverage        print how often each fault struck and each situation arose
          --hashes          print each seed's trace hash
        """

    var seeds: ClosedRange<UInt64> = 1...2_000
    var jobs = 2
    var trace: UInt64?
    var shrink: UInt64?
    var scenario = Scenario()
    var mistake: String?
    var coverage = false
    var hashes = false

    /// Throws what is wrong with the arguments.
    init(_ arguments: [String]) throws(Wrong) {
        var rest = arguments[...]
        func number(_ text: String, of option: String) throws(Wrong) -> UInt64 {
            guard let number = UInt64(text) else { throw Wrong("\(option) wants a number, not '\(text)'") }
            return number
        }
        while let option = rest.popFirst() {
            switch option {
            case "--coverage":
                coverage = true
                continue
            case "--hashes":
                hashes = true
                continue
            default: break
            }
            guard let value = rest.popFirst() else { throw Wrong("\(option) is unknown or has no value") }
            switch option {
            case "--seeds":
                let ends = value.split(separator: ".").compactMap { UInt64($0) }
                guard let first = ends.first, let last = ends.last, first <= last else {
                    throw Wrong("--seeds wants FROM..TO, not '\(value)'")
                }
                seeds = first...last
            case "--jobs": jobs = Int(min(64, try number(value, of: option)))
            case "--trace": trace = try number(value, of: option)
            case "--shrink": shrink = try number(value, of: option)
            case "--mistake":
                mistake = value
                if let known = Mistakes.named.first(where: { $0.name == value }) {
                    scenario.mistakes = known.mistake
                } else if value != "all" {
                    let names = Mistakes.named.map(\.name).joined(separator: ", ")
                    throw Wrong("no mistake is called '\(value)'; there are \(names)")
                }
            case "--without":
                for name in value.split(separator: ",") {
                    guard let fault = Fault(rawValue: String(name)) else { throw Wrong("no fault is called '\(name)'") }
                    scenario.without.insert(fault)
                }
            case "--skip":
                for step in value.split(separator: ",") {
                    scenario.skipped.insert(Int(min(1 << 30, try number(String(step), of: option))))
                }
            default: throw Wrong("\(option) is unknown")
            }
        }
    }

    struct Wrong: Error {
        var message: String
        init(_ message: String) { self.message = message }
    }
}
