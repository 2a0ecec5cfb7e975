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
                rates[fault] = [.crash, .commitCrash, .commitTorn].contains(fault) ? 1 + rate / 12 : rate
            }
        }
    }

    package func rate(of fault: Fault) -> Int { rates[fault] ?? 0 }
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
