import Foundation
import KnotModel

extension Failure {
    /// Why the system refused a call about a path, from `errno`. A full disk has its own message; any other cause has
    /// `problem`.
    static func disk(_ path: String, full: String, problem: String) -> Failure {
        let code = errno
        let isFull = code == ENOSPC || code == EDQUOT
        return Failure(
            isFull ? .outOfDisk : .directoryFailed, subject: path, isFull ? full : problem,
            cause: String(cString: strerror(code)))
    }
}
