import DequeModule

/// Lets one caller in at a time, in the order of their coming.
actor Turnstile {
    private var isTaken = false
    private var waiting = Deque<CheckedContinuation<Void, Never>>()

    /// Runs `body` once nobody else is in.
    nonisolated func pass<Result: Sendable>(_ body: () async throws -> Result) async rethrows -> Result {
        await enter()
        do {
            let result = try await body()
            await leave()
            return result
        } catch {
            await leave()
            throw error
        }
    }

    private func enter() async {
        guard isTaken else {
            isTaken = true
            return
        }
        await withCheckedContinuation { waiting.append($0) }
    }

    private func leave() {
        if let next = waiting.popFirst() { next.resume() } else { isTaken = false }
    }
}
