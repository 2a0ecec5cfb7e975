import KnotModel
import KnotNode
import KnotPlan
import Logging

extension Node {
    /// Hints closer together than this are told to the core as one batch.
    static let hintPause = Duration.milliseconds(10)

    /// An engine answered a ping.
    func found(_ kind: EngineKind, version: String) {
        let before = runtimes[kind]
        runtimes[kind] = RuntimeState(version: version, failure: nil)
        guard before?.version != version else { return }
        if before?.isUp != true {
            logger.info("Detected runtime: \(kind.rawValue)", metadata: ["version": "\(version)"])
        }
        feed(.engineUp(kind, version: version))
    }

    /// An engine did not answer. The first time, and whenever it did before, the core hears of it.
    func missed(_ kind: EngineKind, _ failure: Failure) {
        let before = runtimes[kind]
        runtimes[kind] = RuntimeState(version: nil, failure: failure)
        guard before?.isUp != false else { return }
        if before?.isUp == true {
            logger.warning("Lost runtime: \(kind.rawValue)", metadata: ["error": "\(failure)"])
        } else {
            logger.debug("Runtime not found", metadata: ["peer": "\(kind.rawValue)", "error": "\(failure)"])
            warnOfNone()
        }
        feed(.engineDown(kind, failure))
    }

    /// Once each was looked for and none was there: nothing will run here before that changes.
    private func warnOfNone() {
        let failures = engines.keys.sorted().compactMap { runtimes[$0]?.failure?.message }
        guard failures.count == engines.count else { return }
        let pause = EngineSupervision.pause.components.seconds
        logger.warning(
            "No container engine answers, so no space runs here; each is looked for every \(pause) s",
            metadata: ["error": "\(failures.joined(separator: "; "))"])
    }

    /// Something may have changed in an engine; `nil` when anything may have.
    func hint(_ kind: EngineKind, _ event: EngineEvent?) {
        guard !isStopping else { return }
        let isFirst = hints.isEmpty
        hints.add(.init(kind: kind, event: event))
        guard isFirst else { return }
        jobSource.yield {
            // Cancelled: the node is stopping, and the hints are told without the pause.
            try? await Task.sleep(for: Self.hintPause)
            await self.tellHints()
        }
    }

    private func tellHints() {
        for hint in hints.takeAll() { feed(.hint(hint.kind, hint.event)) }
    }

    /// The runtimes the node looks for, and what it knows of each; `nil` before the first look.
    package var runtimeStates: [(kind: EngineKind, state: RuntimeState?)] {
        let preferred = identity.enginePreference.filter { engines[$0] != nil }
        let others = engines.keys.filter { !preferred.contains($0) }.sorted()
        return (preferred + others).map { ($0, runtimes[$0]) }
    }
}
