import KnotModel

/// What can go wrong between the nodes of a simulated cluster, and with what they hold.
package enum ClusterFault: String, Sendable, Hashable, CaseIterable {
    // Per message.
    case messageLost, messageDuplicated, messageReordered
    // From time to time.
    case linkCut, partition, databaseSetBack, databaseLost, weekPasses
}

/// Which of them a run has, and how often: drawn from the seed.
struct ClusterFaultPlan: Sendable {
    /// Times in a thousand messages.
    private(set) var rates: [ClusterFault: Int] = [:]
    /// Those that strike from time to time.
    private(set) var mischief: [ClusterFault] = []
    /// The mean time between two of them, in milliseconds.
    let interval: Int64

    init(using random: inout SeededGenerator, without: Set<ClusterFault>, isCalm: Bool) {
        interval = random.draw(3_000...20_000)
        for fault in ClusterFault.allCases {
            let isRare = [.databaseSetBack, .databaseLost, .weekPasses].contains(fault)
            let enabled = random.chance(isRare ? 250 : 600)
            let rate = random.pick([10, 50, 150, 400]) ?? 10
            guard enabled, !isCalm, !without.contains(fault) else { continue }
            switch fault {
            case .messageLost, .messageDuplicated, .messageReordered: rates[fault] = rate
            default: mischief.append(fault)
            }
        }
    }
}
