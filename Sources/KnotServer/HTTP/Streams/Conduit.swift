import Collections
import DequeModule

/// A bounded queue between tasks: a sender waits while it is full, so that a slow reader slows the source down.
///
/// One reader, any number of senders.
actor Conduit<Element: Sendable> {
    private let capacity: Int
    private var waiting = Deque<Element>()
    private var senders = Deque<CheckedContinuation<Void, Never>>()
    private var reader: CheckedContinuation<Void, Never>?
    private var isFinished = false

    init(capacity: Int) { self.capacity = capacity }

    /// Returns once there is room and the element is queued; `false` when the conduit is finished.
    @discardableResult
    func send(_ element: Element) async -> Bool {
        while !isFinished, waiting.count >= capacity {
            await withCheckedContinuation { senders.append($0) }
        }
        guard !isFinished else { return false }
        waiting.append(element)
        reader?.resume()
        reader = nil
        return true
    }

    /// The next element; `nil` once the conduit is finished and empty.
    func next() async -> Element? {
        while waiting.isEmpty, !isFinished {
            await withCheckedContinuation { reader = $0 }
        }
        guard let element = waiting.popFirst() else { return nil }
        senders.popFirst()?.resume()
        return element
    }

    /// Takes no more, or one last element that does not wait for room. What is queued still comes out.
    func finish(_ last: Element? = nil) {
        if let last, !isFinished { waiting.append(last) }
        isFinished = true
        for sender in senders { sender.resume() }
        senders = []
        reader?.resume()
        reader = nil
    }
}
