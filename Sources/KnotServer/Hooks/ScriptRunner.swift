import KnotEngine
import KnotModel
import KnotNode
import KnotPlan

/// Runs the scripts of one order in its container, each with a mark by which what it leaves behind is ended.
package struct ScriptRunner: Sendable {
    private static let flushPause = Duration.milliseconds(500)
    /// Between two questions whether a command has ended whose output something in the background holds open.
    private static let endPause = Duration.seconds(2)

    let engine: any ContainerEngine
    let order: ScriptOrder
    let outputs: HookOutputs?

    package init(engine: any ContainerEngine, order: ScriptOrder, outputs: HookOutputs?) {
        self.engine = engine
        self.order = order
        self.outputs = outputs
    }

    /// What the order came to. Ends early, and what it says does not matter, when the task is cancelled.
    package func run() async -> ScriptOutcome {
        let recorder = HookRecorder(outputs, uid: order.uid, hook: order.hook, redactor: order.redactor)
        let flushing = Task {
            while !Task.isCancelled {
                await recorder.flush()
                guard (try? await Task.sleep(for: Self.flushPause)) != nil else { return }
            }
        }
        defer { flushing.cancel() }
        await sweep()
        var outcome = ScriptOutcome()
        for script in order.scripts where outcome.failure == nil && !Task.isCancelled {
            outcome = await run(script, recorder)
        }
        await recorder.finish()
        return outcome
    }

    private func run(_ script: Script, _ recorder: HookRecorder) async -> ScriptOutcome {
        let limit = Span(milliseconds: script.timeout)
        do {
            let code = try await within(.milliseconds(script.timeout)) { try await exec(script, recorder) }
            return code == 0
                ? ScriptOutcome(exitCode: 0)
                : ScriptOutcome(exitCode: code, failure: await failed(script, "ended with code \(code)", recorder))
        } catch is DeadlineExceeded {
            await sweep()
            return ScriptOutcome(failure: await failed(script, "took longer than \(limit) and was ended", recorder))
        } catch {
            let cause = (error as? Failure)?.description ?? "\(error)"
            return ScriptOutcome(failure: await failed(script, "could not be run: \(cause)", recorder))
        }
    }

    private func exec(_ script: Script, _ recorder: HookRecorder) async throws -> Int {
        let request = ExecRequest(
            command: script.command, environment: [mark.entry])
        return try await engine.exec(containerID: order.containerID, request) { session in
            try await withThrowingTaskGroup(of: Void.self) { group in
                group.addTask { for try await chunk in session.output { await recorder.add(chunk.bytes) } }
                group.addTask {
                    repeat { try await Task.sleep(for: Self.endPause) } while try await session.isRunning()
                }
                defer { group.cancelAll() }
                try await group.next()
            }
            return try await session.exitCode()
        }
    }

    private var mark: CommandMark { CommandMark(entry: "KNOT_SCRIPT=\(order.hook.rawValue)") }

    /// Ends what an earlier try of the hook left in the container.
    private func sweep() async { await mark.sweep(engine, containerID: order.containerID) }

    private func failed(_ script: Script, _ what: String, _ recorder: HookRecorder) async -> Failure {
        let lines = await recorder.lastLines
        return Failure(
            .commandFailed, subject: order.key.description, "\(script.title) \(what)",
            cause: lines.isEmpty ? nil : lines)
    }
}
