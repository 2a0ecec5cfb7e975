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
/// one that was acknowledged. Where it cannot be written the database works on, and less is found out later.
final class AcknowledgementFile: Sendable {
    static func path(of database: String) -> String { database + ".acknowledged" }

    private let descriptor: Mutex<Int32>
    /// What stood in it when it was opened.
    let found: Acknowledgement?

    init(database: String) {
        let path = Self.path(of: database)
        let descriptor = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0o600)
        found = descriptor < 0 ? nil : Self.read(descriptor)
        if descriptor >= 0, found == nil {
            // Its length is on the disk from the beginning: later writes change nothing but its bytes.
            _ = ftruncate(descriptor, off_t(Acknowledgement.length))
            _ = fsync(descriptor)
        }
        self.descriptor = Mutex(descriptor)
    }

    /// What the file beside a database says, for who only looks.
    static func read(database: String) -> Acknowledgement? {
        let descriptor = open(path(of: database), O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else { return nil }
        defer { _ = Self.shut(descriptor) }
        return read(descriptor)
    }

    /// `isForced`: on return it is on the disk.
    func write(_ acknowledgement: Acknowledgement, isForced: Bool = false) {
        let bytes = Array(acknowledgement.text.utf8)
        descriptor.withLock { descriptor in
            guard descriptor >= 0 else { return }
            _ = pwrite(descriptor, bytes, bytes.count, 0)
            if isForced { _ = fsync(descriptor) }
        }
    }

    func close() {
        descriptor.withLock { descriptor in
            if descriptor >= 0 { Self.shut(descriptor) }
            descriptor = -1
        }
    }

    deinit { close() }

    private static func read(_ descriptor: Int32) -> Acknowledgement? {
        var bytes = [UInt8](repeating: 0, count: Acknowledgement.length)
        let count = pread(descriptor, &bytes, bytes.count, 0)
        guard count == bytes.count else { return nil }
        return Acknowledgement(text: String(decoding: bytes, as: UTF8.self))
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
