import KnotModel
import Synchronization

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#elseif canImport(Darwin)
    import Darwin
#endif

/// A file that one process at a time holds. The system lets go of it when the process ends, however it ends.
final class FileLock: Sendable {
    private let descriptor: Mutex<Int32>

    /// Takes the lock, or says who has it.
    ///
    /// - Parameters:
    ///   - path: The lock's own file; it is made where it is missing, and stays.
    ///   - subject: What the lock guards, for messages.
    ///   - holder: Written into the file, for the message that others will get.
    init(path: String, subject: String, holder: String) throws(Failure) {
        let descriptor = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0o600)
        guard descriptor >= 0 else {
            throw Failure(
                .databaseFailed, subject: subject,
                "\(path) cannot be made; give its directory to the user who runs knot",
                cause: String(cString: strerror(errno)))
        }
        guard flock(descriptor, LOCK_EX | LOCK_NB) == 0 else {
            let code = errno
            var bytes = [UInt8](repeating: 0, count: 200)
            let count = max(0, read(descriptor, &bytes, bytes.count))
            Self.shut(descriptor)
            guard code == EWOULDBLOCK else {
                throw Failure(
                    .databaseFailed, subject: subject, "\(path) cannot be locked",
                    cause: String(cString: strerror(code)))
            }
            let other = String(decoding: bytes.prefix(count).filter { $0 >= 0x20 && $0 < 0x7F }, as: UTF8.self)
            throw Failure(
                .databaseFailed, subject: subject,
                "\(subject) is in use by another server\(other.isEmpty ? "" : " (\(other))"); stop it, or choose another path"
            )
        }
        let text = Array("\(holder)\n".utf8)
        // The text only helps people; the lock holds without it.
        if ftruncate(descriptor, 0) == 0 { _ = pwrite(descriptor, text, text.count, 0) }
        self.descriptor = Mutex(descriptor)
    }

    /// Lets go. Doing it twice is fine.
    func release() {
        let open = descriptor.withLock { held in
            defer { held = -1 }
            return held
        }
        if open >= 0 { Self.shut(open) }
    }

    deinit { release() }

    private static func shut(_ descriptor: Int32) { _ = close(descriptor) }
}
