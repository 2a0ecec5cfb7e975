import KnotEngine
import KnotModel
import KnotNode
import KnotPlan

/// Runs the scripts of one order in its container.
///
/// Each process of a hook carries `KNOT_SCRIPT` in its environment: an engine has no call that ends a command, so what a
/// script leaves behind, when its time is over or this server's predecessor was killed, is found and ended by that.
package struct ScriptRunner: Sendable {
    private static let variable = "KNOT_SCRIPT"
    private static let flushPause = Duration.milliseconds(500)
    /// Between two questions whether a command has ended whose output something in the background holds open.
    private static let endPause = Duration.seconds(2)
    private static let sweepLimit = Duration.seconds(5)

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
        let recorder = HookRecorder(outputs, uid: order.uid, hook: order.hook)
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
        await recorder.flush()
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
            command: script.command, environment: ["\(Self.variable)=\(order.hook.rawValue)"])
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

    /// Ends what an earlier try of the hook left in the container. Without a shell or `/proc` there nothing is found.
    private func sweep() async {
        let mark = "\(Self.variable)=\(order.hook.rawValue)"
        let text = """
            for place in /proc/[0-9]*; do
              if tr '\\0' '\\n' < "$place/environ" 2>/dev/null | grep -qx '\(mark)'; then kill -9 "${place#/proc/}"; fi
            done
            """
        _ = try? await within(Self.sweepLimit) {
            try await engine.exec(containerID: order.containerID, ExecRequest(command: ["sh", "-c", text])) { session in
                for try await _ in session.output {}
            }
        }
    }

    private func failed(_ script: Script, _ what: String, _ recorder: HookRecorder) async -> Failure {
        let lines = await recorder.lastLines
        return Failure(
            .commandFailed, subject: order.key.description, "\(script.title) \(what)",
            cause: lines.isEmpty ? nil : lines)
    }
}
