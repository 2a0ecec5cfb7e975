import KnotAPI
import KnotModel

/// What is waited for, and how far each is.
package struct WaitList: Sendable {
    /// What one watch covers.
    package struct Group: Sendable, Hashable {
        package var kind: Kind
        package var owner: String
    }

    /// A resource and what is in its way.
    package struct Reason: Sendable, Hashable {
        package var key: ResourceKey
        package var text: String
    }

    private struct Goal: Sendable {
        var conditions: [WaitCondition]
        var document: ResourceDocument?
        var isKnown = false
        /// What its node had said at the first look.
        var first: Status?
        /// Whether a failure that was there at the first look counts.
        var isPatient = true

        mutating func see(_ document: ResourceDocument?) {
            if !isKnown { first = document?.status }
            isKnown = true
            self.document = document
        }

        /// The worst of its conditions: failed before pending before met. A failure from before may be mended by what
        /// was just asked for: its node has to say it again.
        var verdict: WaitVerdict {
            guard isKnown else { return .pending("the server has not said anything about it yet") }
            if case .failed(let why) = worst, isPatient, document?.status == first { return .pending(why) }
            return worst
        }

        private var worst: WaitVerdict {
            var worst = WaitVerdict.met
            for condition in conditions {
                switch condition.verdict(on: document) {
                case .met: continue
                case .failed(let why): return .failed(why)
                case .pending(let why): if worst == .met { worst = .pending(why) }
                }
            }
            return worst
        }
    }

    private var goals: [ResourceKey: Goal]

    /// Every condition of a resource must hold at the same time.
    package init(_ goals: [ResourceKey: [WaitCondition]]) {
        self.goals = goals.mapValues { Goal(conditions: $0) }
    }

    package var groups: [Group] {
        Set(goals.keys.map(Self.group)).sorted { ($0.kind, $0.owner) < ($1.kind, $1.owner) }
    }

    /// Takes in all resources of a group as they are now; what is not among them does not exist.
    package mutating func replace(_ group: Group, _ documents: [ResourceDocument]) {
        let present = Dictionary(documents.map { ($0.key, $0) }, uniquingKeysWith: { _, last in last })
        for key in goals.keys where Self.group(key) == group {
            goals[key]?.see(present[key])
        }
    }

    /// What the watch of one group says of another's resources is that they are not of this group.
    package mutating func take(_ event: WatchEvent, from group: Group? = nil) {
        guard let document = event.resource, goals[document.key] != nil,
            group == nil || group == Self.group(document.key)
        else { return }
        switch event.change {
        case .put: goals[document.key]?.see(document)
        case .deleted: goals[document.key]?.see(nil)
        case .bookmark: return
        }
    }

    /// From now on also failures count that were there at the first look.
    package mutating func losePatience() {
        for key in goals.keys { goals[key]?.isPatient = false }
    }

    /// Whether the first look at everything is over.
    package var isKnown: Bool { goals.values.allSatisfy(\.isKnown) }

    /// Whether nothing is left to wait for.
    package var isFinished: Bool { isKnown && missing.isEmpty }

    package var failures: [Reason] {
        reasons { if case .failed(let why) = $0 { why } else { nil } }
    }

    package var missing: [Reason] {
        reasons { if case .pending(let why) = $0 { why } else { nil } }
    }

    /// What is not there, be it that it failed or that it takes longer.
    package var unmet: [Reason] { (failures + missing).sorted { $0.key < $1.key } }

    /// `2 of 5 there, 1 failed; waiting for space/alice/web: its phase is Starting`.
    package var summary: String {
        let missing = missing
        guard let first = missing.first else { return "" }
        let waiting = "waiting for \(first.key): \(first.text)"
        guard goals.count > 1 else { return waiting }
        let failed = failures.count
        let count = "\(goals.count - missing.count - failed) of \(goals.count) there"
        return count + (failed == 0 ? "" : ", \(failed) failed") + "; " + waiting
    }

    private func reasons(_ pick: (WaitVerdict) -> String?) -> [Reason] {
        goals.sorted { $0.key < $1.key }.compactMap { key, goal in
            pick(goal.verdict).map { Reason(key: key, text: $0) }
        }
    }

    private static func group(_ key: ResourceKey) -> Group { Group(kind: key.kind, owner: key.owner) }
}
