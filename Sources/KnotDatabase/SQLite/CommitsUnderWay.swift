/// The commits that were accepted and have not been answered, and who waits for their end.
struct CommitsUnderWay {
    private var count = 0
    private var isClosed = false
    private var closers: [CheckedContinuation<Void, Never>] = []

    /// Whether one more may begin.
    mutating func begin() -> Bool {
        guard !isClosed else { return false }
        count += 1
        return true
    }

    /// One has been answered. Returns whom to tell.
    mutating func end() -> [CheckedContinuation<Void, Never>] {
        count -= 1
        guard count == 0 else { return [] }
        defer { closers = [] }
        return closers
    }

    /// Admits none more. `true` when none is under way; otherwise `closer` is to be told.
    mutating func close(_ closer: CheckedContinuation<Void, Never>) -> Bool {
        isClosed = true
        if count > 0 { closers.append(closer) }
        return count == 0
    }
}
