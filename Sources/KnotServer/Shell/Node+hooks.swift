import KnotEngine
import KnotModel
import KnotNode
import KnotStore

/// Scripts at starts and stops. A stop of the server lets go of them: the next start runs them again.
extension Node {
    func runScripts(_ id: ScriptID, _ kind: EngineKind, _ order: ScriptOrder) {
        scripts[id] = Task {
            let outcome: ScriptOutcome
            do throws(Failure) {
                outcome = await ScriptRunner(engine: try engine(kind), order: order, outputs: hookOutputs).run()
            } catch {
                outcome = ScriptOutcome(failure: error)
            }
            // One that was ended is not waited for.
            if scripts.removeValue(forKey: id) != nil { feed(.scriptsEnded(id, outcome)) }
        }
    }

    func endScripts(_ id: ScriptID) { scripts.removeValue(forKey: id)?.cancel() }

    func endAllScripts() {
        for task in scripts.values { task.cancel() }
        scripts = [:]
    }

    /// The kept output of spaces that are gone goes too.
    func dropHookOutputs(_ keys: [ResourceKey]) {
        guard let hookOutputs else { return }
        let gone = keys.filter { $0.kind == .space }.compactMap { core.store[$0] }.filter(\.isTombstone).map(\.uid)
        for uid in gone { hookOutputs.remove(uid) }
    }

    /// What the scripts of a hook wrote when they ran last on this node.
    package nonisolated func hookOutput(_ uid: UID, _ hook: Hook) -> [UInt8]? { hookOutputs?.read(uid, hook) }
}
