import KnotEngine
import KnotModel
import KnotNode
import Logging

/// Watches over one engine: finds it, follows its events, notices when it is gone, and finds it again.
struct EngineSupervision: Sendable {
    /// Between two looks for an engine that is not there, and between two pings of one that is.
    static let pause = Duration.seconds(30)
    /// Between two tries after something broke: the first, doubling up to the last.
    static let firstRetry = Duration.milliseconds(100)
    static let lastRetry = Duration.seconds(5)
    /// An event stream that lived this long had been well: the next retry is the first again.
    static let steady = Duration.seconds(10)

    let engine: any ContainerEngine
    let node: Node

    /// Runs until the task is cancelled.
    func run() async {
        var retry = Self.firstRetry
        var wasUp = false
        while !Task.isCancelled {
            let isUp = await ping()
            if isUp {
                wasUp = true
                let start = ContinuousClock.now
                await follow()
                if ContinuousClock.now - start >= Self.steady { retry = Self.firstRetry }
            }
            // An engine that never was there is looked for at leisure; one that went is missed.
            let isMissed = wasUp && (isUp || retry < Self.lastRetry)
            if !isMissed { wasUp = false }
            guard (try? await Task.sleep(for: isMissed ? retry : Self.pause)) != nil else { return }
            retry = min(retry * 2, Self.lastRetry)
        }
    }

    private func ping() async -> Bool {
        do throws(Failure) {
            let version = try await engine.ping()
            await node.found(engine.kind, version: version.version)
            return true
        } catch {
            if !Task.isCancelled { await node.missed(engine.kind, error) }
            return false
        }
    }

    /// Passes on events until the stream is cut, or a ping in between finds the engine gone.
    private func follow() async {
        await withTaskGroup { group in
            group.addTask {
                do {
                    let events = engine.events(for: node.identity.tenant)
                    await node.hint(engine.kind, nil)
                    for try await event in events { await node.hint(engine.kind, event) }
                } catch {
                    node.logger.debug(
                        "Event stream cut", metadata: ["peer": "\(engine.kind.rawValue)", "error": "\(error)"])
                }
            }
            group.addTask {
                while (try? await Task.sleep(for: Self.pause)) != nil {
                    guard await ping() else { return }
                }
            }
            await group.next()
            group.cancelAll()
        }
        if !Task.isCancelled { await node.hint(engine.kind, nil) }
    }
}
