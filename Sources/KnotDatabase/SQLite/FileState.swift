#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#elseif canImport(Darwin)
    import Darwin
#endif

/// What the system knows of a file without reading it: which file it is, its size, and when it was last written.
struct FileState: Sendable, Hashable {
    let identity: FileIdentity
    /// Bytes.
    let size: Int64
    /// Nanoseconds since 1970, as exact as the system keeps them.
    let modified: Int64

    /// `nil` when there is nothing at `path`.
    init?(_ path: String) {
        var found = stat()
        guard stat(path, &found) == 0 else { return nil }
        identity = FileIdentity(found)
        size = Int64(found.st_size)
        #if canImport(Darwin)
            let time = found.st_mtimespec
        #else
            let time = found.st_mtim
        #endif
        modified = Int64(time.tv_sec) &* 1_000_000_000 &+ Int64(time.tv_nsec)
    }
}
