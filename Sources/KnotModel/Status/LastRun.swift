/// How the last run of a space's container ended.
package struct LastRun: Sendable, Hashable, Codable {
    package var exitCode: Int
    /// The engine said that memory ran out. Not every engine says so when it does.
    package var outOfMemory: Bool
    /// Bytes; `nil` is unlimited.
    package var memoryLimit: Int64?
    package var startedAt: WallTime?
    package var finishedAt: WallTime?
    /// Whether knot stopped it; `nil` when it did not, and in what earlier versions stored.
    package var wasStopped: Bool?

    package init(
        exitCode: Int, outOfMemory: Bool = false, memoryLimit: Int64? = nil, startedAt: WallTime? = nil,
        finishedAt: WallTime? = nil, wasStopped: Bool = false
    ) {
        self.exitCode = exitCode
        self.outOfMemory = outOfMemory
        self.memoryLimit = memoryLimit
        self.startedAt = startedAt
        self.finishedAt = finishedAt
        self.wasStopped = wasStopped ? true : nil
    }
}

extension LastRun {
    /// The signal that ended it, as shells and engines tell it: 128 and the signal's number.
    package var signal: Int? { (129...192).contains(exitCode) ? exitCode - 128 : nil }

    /// The reason of conditions and events: `OutOfMemory`, `Stopped`, `Killed` or `Exited`.
    package var reason: String {
        outOfMemory ? "OutOfMemory" : wasStopped == true ? "Stopped" : signal == 9 ? "Killed" : "Exited"
    }

    /// What is said of it after the name of the container: `exited with code 1 after 3s`.
    package var text: String {
        let limit = memoryLimit.map { ByteCount(bytes: $0).description }
        return ending(limit) + (length.map { " after \($0)" } ?? "") + advice(limit)
    }

    private func ending(_ limit: String?) -> String {
        if wasStopped == true, !outOfMemory {
            return signal == 9
                ? "was stopped by knot, and killed (signal 9, SIGKILL) at the end of its stop_grace"
                : "was stopped by knot"
        }
        switch (outOfMemory, signal) {
        case (true, _):
            return limit.map { "ran out of memory, its limit being \($0), and was killed" }
                ?? "was killed because the node ran out of memory"
        case (false, 9?):
            return "was killed (signal 9, SIGKILL), by somebody or for want of memory"
                + (limit.map { ", its limit being \($0)," } ?? "")
        case (false, let signal?):
            let name = Self.names[signal].map { ", \($0)" } ?? ""
            return "was ended by signal \(signal)\(name) (code \(exitCode))"
        case (false, nil): return "exited with code \(exitCode)"
        }
    }

    private func advice(_ limit: String?) -> String {
        if outOfMemory || (signal == 9 && limit != nil && wasStopped != true) {
            return "; give it more with 'memory' in the space or its template, or have it use less"
        }
        return ""
    }

    /// How long it ran, for people; `nil` when that is not known.
    package var length: String? {
        guard let startedAt, let finishedAt else { return nil }
        let seconds = (finishedAt.milliseconds - startedAt.milliseconds) / 1_000
        return seconds < 1 ? "less than a second" : Span(seconds: seconds).description
    }

    private static let names = [1: "SIGHUP", 2: "SIGINT", 3: "SIGQUIT", 6: "SIGABRT", 11: "SIGSEGV", 15: "SIGTERM"]
}
