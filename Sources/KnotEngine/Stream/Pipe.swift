import Synchronization

/// A bounded way from one producer to one consumer: the producer waits while `capacity` elements wait to be read.
package final class Pipe<Element: Sendable>: Sendable {
    private struct State {
        var elements: [Element] = []
        /// Set once: how it ended. What was sent before can still be read.
        var end: Result<Void, any Error>?
        var reader: CheckedContinuation<Void, Never>?
        var writer: CheckedContinuation<Void, Never>?
    }

    private let capacity: Int
    private let state = Mutex(State())

    package init(capacity: Int) { self.capacity = capacity }

    /// Gives an element to the reader, after waiting for room; nothing happens once the pipe has ended.
    package func send(_ element: Element) async {
        while !Task.isCancelled {
            let sent = state.withLock { state -> Bool in
                if state.end != nil { return true }
                guard state.elements.count < capacity else { return false }
                state.elements.append(element)
                state.reader?.resume()
                state.reader = nil
                return true
            }
            if sent { return }
            await wait(for: \.writer) { $0.end != nil || $0.elements.count < self.capacity }
        }
    }

    /// Ends it; only the first call counts.
    package func finish(_ end: Result<Void, any Error> = .success(())) {
        state.withLock { state in
            if state.end == nil { state.end = end }
            state.reader?.resume()
            state.writer?.resume()
            state.reader = nil
            state.writer = nil
        }
    }

    /// The next element; `nil` at the end, and when the reading task is cancelled.
    package func next() async throws -> Element? {
        while !Task.isCancelled {
            let taken = try state.withLock { state -> Element?? in
                if state.elements.isEmpty {
                    guard let end = state.end else { return .none }
                    try end.get()
                    return .some(nil)
                }
                let element = state.elements.removeFirst()
                state.writer?.resume()
                state.writer = nil
                return element
            }
            if let taken { return taken }
            await wait(for: \.reader) { $0.end != nil || !$0.elements.isEmpty }
        }
        return nil
    }

    /// Sleeps until woken or cancelled; returns at once when `isReady`.
    private func wait(
        for side: any WritableKeyPath<State, CheckedContinuation<Void, Never>?> & Sendable,
        until isReady: @escaping @Sendable (borrowing State) -> Bool
    ) async {
        await withTaskCancellationHandler {
            await withCheckedContinuation { continuation in
                state.withLock { state in
                    if isReady(state) || Task.isCancelled {
                        continuation.resume()
                    } else {
                        state[keyPath: side]?.resume()
                        state[keyPath: side] = continuation
                    }
                }
            }
        } onCancel: {
            state.withLock { state in
                state[keyPath: side]?.resume()
                state[keyPath: side] = nil
            }
        }
    }
}

extension Pipe {
    /// A stream over a pipe that `produce` fills. Reading goes at the reader's pace; dropping or cancelling it ends
    /// `produce`.
    package static func stream(
        capacity: Int, _ produce: @escaping @Sendable (Pipe<Element>) async throws -> Void
    ) -> AsyncThrowingStream<Element, any Error> {
        let pipe = Pipe(capacity: capacity)
        let lifeline = Lifeline(
            Task {
                do {
                    try await produce(pipe)
                    pipe.finish()
                } catch {
                    pipe.finish(.failure(error))
                }
            })
        return AsyncThrowingStream {
            try await withTaskCancellationHandler {
                try await pipe.next()
            } onCancel: {
                lifeline.cancel()
            }
        }
    }
}
