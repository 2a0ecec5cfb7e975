/// Ends `task` when nobody holds this any more: what a stream keeps so that dropping it frees its connection.
final class Lifeline: Sendable {
    private let task: Task<Void, Never>

    init(_ task: Task<Void, Never>) { self.task = task }

    deinit { task.cancel() }

    func cancel() { task.cancel() }
}
