import KnotModel
import KnotPlan

/// Hints from engines that wait to be told to the core, each once.
package struct HintQueue: Sendable {
    /// Beyond this many from one engine, a single "anything may have changed" takes their place.
    package static let capacity = 512

    package struct Hint: Sendable, Hashable {
        package var kind: EngineKind
        package var event: EngineEvent?

        package init(kind: EngineKind, event: EngineEvent?) {
            self.kind = kind
            self.event = event
        }
    }

    private var waiting: [Hint] = []
    private var known: Set<Hint> = []

    package init() {}

    package var isEmpty: Bool { waiting.isEmpty }

    package mutating func add(_ hint: Hint) {
        let anything = Hint(kind: hint.kind, event: nil)
        guard !known.contains(anything) else { return }
        if hint.event == nil || waiting.count >= Self.capacity {
            waiting.removeAll { $0.kind == hint.kind }
            known = Set(waiting)
            waiting.append(anything)
            known.insert(anything)
        } else if known.insert(hint).inserted {
            waiting.append(hint)
        }
    }

    package mutating func takeAll() -> [Hint] {
        defer { self = HintQueue() }
        return waiting
    }
}
