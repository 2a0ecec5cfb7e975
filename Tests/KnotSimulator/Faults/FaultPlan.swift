import KnotModel

/// Which faults a run has and how often: drawn from the seed, so that some runs have many and some have none.
package struct FaultPlan: Sendable {
    /// Times in a thousand calls, for the faults that strike at a call.
    private var rates: [Fault: Int] = [:]
    /// The faults that strike from time to time.
    package private(set) var mischief: [Fault] = []
    /// The mean time between two of them, in milliseconds.
    package private(set) var mischiefInterval: Int64 = 5_000

    /// A world in which nothing goes wrong.
    package static let none = FaultPlan()

    private init() {}

    /// Each fault is in with a chance of two in five; one run in sixteen has none at all.
    package init(using random: inout SeededGenerator) {
        mischiefInterval = random.draw(1_000...15_000)
        let calm = random.draw(0...15) == 0
        for fault in Fault.allCases {
            let enabled = random.chance(400) && !calm
            let rate = 5 + random.index(below: 146)
            guard enabled else { continue }
            if Fault.mischief.contains(fault) {
                mischief.append(fault)
            } else {
                rates[fault] = Self.rate(of: fault, rate)
            }
        }
    }

    package func rate(of fault: Fault) -> Int { rates[fault] ?? 0 }

    /// Crashes are rarer than other faults; those of health checks, of which few spaces have any, more frequent.
    private static func rate(of fault: Fault, _ rate: Int) -> Int {
        switch fault {
        case .crash, .commitCrash, .commitTorn: 1 + rate / 12
        case .probeLost, .probeFails: rate * 2
        case .containerIll: 300 + rate * 3
        default: rate
        }
    }
}

/// One failure at one exact call: the n-th commit, action or observation of a run, counted from 1.
package struct Injection: Sendable, Hashable {
    package enum Form: String, Sendable, Hashable, CaseIterable {
        /// The call fails and nothing happened.
        case failBefore
        /// The call fails although it did what it was asked.
        case failAfter
        /// It did what it was asked, and the answer never comes.
        case loseReply
        /// The node dies before the call is made.
        case crashBefore
        /// The node dies when the call has done what it was asked.
        case crashAfter
    }

    package var call: Int
    package var form: Form

    package init(call: Int, form: Form) {
        self.call = call
        self.form = form
    }
}
