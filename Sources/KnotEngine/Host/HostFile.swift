import Foundation
import KnotModel

/// Files that must outlive a power cut.
package enum HostFile {
    /// Puts a file in the place of another: wholly, or not at all.
    package static func replace(_ path: String, with data: Data) throws(Failure) {
        let draft = path + ".new"
        let descriptor = open(draft, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0o600)
        guard descriptor >= 0 else { throw failure(path) }
        var left = data[...]
        while !left.isEmpty {
            let count = left.withUnsafeBytes { Foundation.write(descriptor, $0.baseAddress, $0.count) }
            guard count > 0 else {
                if count < 0, errno == EINTR { continue }
                defer { _ = close(descriptor) }
                throw failure(path)
            }
            left = left.dropFirst(count)
        }
        let isSynced = fsync(descriptor) == 0
        guard close(descriptor) == 0, isSynced, rename(draft, path) == 0 else { throw failure(path) }
        let folder = open((path as NSString).deletingLastPathComponent, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
        guard folder >= 0 else { throw failure(path) }
        defer { _ = close(folder) }
        guard fsync(folder) == 0 else { throw failure(path) }
    }

    private static func failure(_ path: String) -> Failure {
        .disk(
            path, full: "the disk of \(path) is full; free some space",
            problem: "\(path) cannot be written; give its directory to the user who runs knot")
    }
}
