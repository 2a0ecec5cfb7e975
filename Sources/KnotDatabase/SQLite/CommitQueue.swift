import KnotModel

/// Commits that wait for the writer, oldest first, and who waits for them.
struct CommitQueue {
    struct Entry: Sendable {
        let write: EncodedBatch
        let done: CheckedContinuation<Result<Void, Failure>, Never>
    }

    enum Admission {
        /// Nobody is writing: the caller must start the writer.
        case first
        case waiting
        case full
        case closed
    }

    let limit: Int
    private var waiting: [Entry] = []
    private var isWriting = false
    private var isClosed = false
    private var closers: [CheckedContinuation<Void, Never>] = []

    init(limit: Int) { self.limit = limit }

    mutating func add(_ entry: Entry) -> Admission {
        if isClosed { return .closed }
        guard waiting.count < limit else { return .full }
        waiting.append(entry)
        if isWriting { return .waiting }
        isWriting = true
        return .first
    }

    /// What the writer writes next; empty ends it, and gives whom to tell.
    mutating func take() -> (entries: [Entry], closers: [CheckedContinuation<Void, Never>]) {
        let entries = waiting
        waiting = []
        guard entries.isEmpty else { return (entries, []) }
        isWriting = false
        defer { closers = [] }
        return ([], closers)
    }

    /// Admits nothing more. `true` when nobody is writing; otherwise `closer` is resumed when the writer ends.
    mutating func close(_ closer: CheckedContinuation<Void, Never>) -> Bool {
        isClosed = true
        if isWriting { closers.append(closer) }
        return !isWriting
    }
}
