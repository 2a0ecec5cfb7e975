import KnotModel
import Synchronization

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#elseif canImport(Darwin)
    import Darwin
#endif

/// The file with the `Acknowledgement`, kept open.
///
/// It is written after each transaction and not forced to the disk: a power cut may leave an older number, which is still
/// one that was acknowledged. One that is missing is made, and forced, at the next write. Where it cannot be written the
/// database works on, less is found out later, and `failure` says so.
final class AcknowledgementFile: Sendable {
    static func path(of database: String) -> String { database + ".acknowledged" }

    private struct State: Sendable {
        var descriptor: Int32
        var failure: Failure?
        var isClosed = false
        var isFinal = false
    }

    private let path: String
    private let state: Mutex<State>
    /// What stood in it when it was opened; `nil` when it was missing or could not be read.
    let found: Acknowledgement?

    init(database: String) {
        let path = Self.path(of: database)
        let descriptor = open(path, O_RDWR | O_CLOEXEC)
        found = descriptor < 0 ? nil : Self.read(descriptor)
        state = Mutex(State(descriptor: descriptor))
        self.path = path
    }

    /// Why the last write failed.
    var failure: Failure? { state.withLock { $0.failure } }

    /// What the file beside a database says, for who only looks.
    static func read(database: String) -> Acknowledgement? {
        let descriptor = open(path(of: database), O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else { return nil }
        defer { _ = Self.shut(descriptor) }
        return read(descriptor)
    }

    /// - Parameters:
    ///   - isForced: On return it is on the disk.
    ///   - isFinal: Nothing is written after it.
    func write(_ acknowledgement: Acknowledgement, isForced: Bool = false, isFinal: Bool = false) {
        let bytes = Array(acknowledgement.text.utf8)
        let path = path
        state.withLock { state in
            guard !state.isClosed, !state.isFinal else { return }
            let identity = FileIdentity(descriptor: state.descriptor)
            let isMissing = identity == nil || identity != FileIdentity(path)
            if isMissing {
                if state.descriptor >= 0 { Self.shut(state.descriptor) }
                state.descriptor = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0o600)
            }
            guard state.descriptor >= 0, pwrite(state.descriptor, bytes, bytes.count, 0) == bytes.count else {
                state.failure = Self.failure(path, errno)
                return
            }
            state.failure = nil
            state.isFinal = isFinal
            if isForced || isMissing { _ = fsync(state.descriptor) }
            if isMissing { _ = DurableFile.forceDirectory(of: path) }
        }
    }

    func close() {
        state.withLock { state in
            if state.descriptor >= 0 { Self.shut(state.descriptor) }
            state.descriptor = -1
            state.isClosed = true
        }
    }

    deinit { close() }

    private static func read(_ descriptor: Int32) -> Acknowledgement? {
        var bytes = [UInt8](repeating: 0, count: Acknowledgement.length)
        let count = pread(descriptor, &bytes, bytes.count, 0)
        guard count == bytes.count else { return nil }
        return Acknowledgement(text: String(decoding: bytes, as: UTF8.self))
    }

    private static func failure(_ path: String, _ code: Int32) -> Failure {
        Failure(
            .databaseFailed, subject: path,
            "\(path) cannot be written: until it can, the server does not find out that the database was set back or lost "
                + "the end of its log. Remove what is in its way, or give it to the user who runs knot",
            cause: String(cString: strerror(code)))
    }

    @discardableResult private static func shut(_ descriptor: Int32) -> Int32 {
        #if canImport(Glibc)
            Glibc.close(descriptor)
        #elseif canImport(Musl)
            Musl.close(descriptor)
        #elseif canImport(Darwin)
            Darwin.close(descriptor)
        #endif
    }
}
