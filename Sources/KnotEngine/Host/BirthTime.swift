#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#elseif canImport(Darwin)
    import Darwin
#endif

/// When a file was made, which nobody can set: a file with the inode number of one that is gone has another birth time.
enum BirthTime {
    /// In nanoseconds since 1970; `nil` when the file system or the system does not keep it.
    static func read(_ descriptor: Int32) -> Int64? {
        #if os(Linux)
            // Glibc declares statx(2) for `_GNU_SOURCE` only, without which Swift imports it; and not every libc has it.
            typealias Call =
                @convention(c) (Int32, UnsafePointer<CChar>, Int32, UInt32, UnsafeMutableRawPointer) -> Int32
            guard let symbol = dlsym(nil, "statx") else { return nil }
            let call = unsafeBitCast(symbol, to: Call.self)
            // `struct statx` of the kernel is the same on every architecture: 256 bytes, the mask first, and the birth time
            // at 80, of which the seconds have 8 bytes and the nanoseconds 4.
            var status = [UInt64](repeating: 0, count: 32)
            return status.withUnsafeMutableBytes { bytes in
                guard let start = bytes.baseAddress,
                    call(descriptor, "", atEmptyPath, birthTimeMask, start) == 0,
                    bytes.load(as: UInt32.self) & birthTimeMask != 0
                else { return nil }
                let seconds = bytes.load(fromByteOffset: 80, as: Int64.self)
                let nanoseconds = bytes.load(fromByteOffset: 88, as: UInt32.self)
                return seconds &* 1_000_000_000 &+ Int64(nanoseconds)
            }
        #elseif canImport(Darwin)
            var status = stat()
            guard fstat(descriptor, &status) == 0 else { return nil }
            return Int64(status.st_birthtimespec.tv_sec) &* 1_000_000_000 &+ Int64(status.st_birthtimespec.tv_nsec)
        #else
            return nil
        #endif
    }

    #if os(Linux)
        /// `AT_EMPTY_PATH`: the descriptor itself is meant.
        private static let atEmptyPath: Int32 = 0x1000
        /// `STATX_BTIME`.
        private static let birthTimeMask: UInt32 = 0x800
    #endif
}
