import KnotAPI
import KnotModel

/// Waits with progress on standard error, and ends a verb as its outcome says.
struct WaitReport {
    let client: KnotClient
    let console: Console

    /// Returns when everything is there.
    ///
    /// - Throws: `ExitStatus.late` or `.failed`, after it has said what is in the way.
    func wait(for goals: [ResourceKey: [WaitCondition]], timeout: Span) async throws {
        var progress = Progress(console)
        let outcome: WaitOutcome
        do {
            outcome = try await Waiter(client: client, report: { progress.show($0) }).wait(for: goals, timeout: timeout)
        } catch {
            progress.clear()
            throw error
        }
        progress.clear()
        switch outcome {
        case .met: return
        case .failed(let reasons):
            for reason in reasons { console.note("knot: \(reason.key) failed: \(reason.text)") }
            if let first = reasons.first { console.note("  hint: `knot why \(first.key)` shows how it came to this") }
            throw ExitStatus.failed
        case .late(let reasons):
            console.note("knot: not there after \(timeout):")
            for reason in reasons {
                console.note("  \(reason.key): \(reason.text)")
                if let event = try? await client.events(for: reason.key).last, !reason.text.contains(event.message) {
                    let ago = Age.text(from: event.last, to: WallClock.now())
                    console.note("    last event, \(ago) ago: \(event.reason): \(TextWidth.harmless(event.message))")
                }
            }
            if let first = reasons.first(where: { $0.text != WaitCondition.notThere }) {
                console.note("  hint: it goes on without us; `knot why \(first.key)` shows what it is about")
            } else if let first = reasons.first {
                console.note("  hint: check its name; `knot get \(first.key.kind.plural)` lists what is there")
            }
            throw ExitStatus.late
        }
    }
}
