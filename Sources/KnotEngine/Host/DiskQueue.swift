import Dispatch
import KnotModel

/// Work on the disk, one piece at a time, on a thread that may wait for it.
package struct DiskQueue: Sendable {
    private let queue: DispatchQueue

    /// - Parameter label: what a debugger calls the thread.
    package init(label: String) { queue = DispatchQueue(label: label) }

    package func run<Result: Sendable>(
        _ work: @escaping @Sendable () throws(Failure) -> Result
    ) async throws(Failure) -> Result {
        let outcome: Swift.Result<Result, Failure> = await withCheckedContinuation { continuation in
            queue.async {
                do throws(Failure) {
                    continuation.resume(returning: .success(try work()))
                } catch {
                    continuation.resume(returning: .failure(error))
                }
            }
        }
        return try outcome.get()
    }
}
