import Foundation

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#endif

/// Mounts that tests make and take away again.
enum TestMount {
    struct Refusal: Error {
        var reason: String
    }

    /// Whether this process may mount, found out by doing it.
    static let isPossible: Bool = {
        guard geteuid() == 0 else { return false }
        let folder = NSTemporaryDirectory() + "knot-mount-\(UUID().uuidString)"
        let files = FileManager.default
        guard (try? files.createDirectory(atPath: folder, withIntermediateDirectories: true)) != nil else {
            return false
        }
        defer { try? files.removeItem(atPath: folder) }
        guard (try? attach(folder, on: folder)) != nil else { return false }
        detach(folder)
        return true
    }()

    #if os(Linux)
        /// Shows a directory or a file in a second place.
        static func attach(_ source: String, on place: String) throws {
            guard mount(source, place, nil, UInt(MS_BIND), nil) == 0 else { throw refusal(place) }
        }

        /// An empty file system of its own.
        static func attachMemory(on place: String) throws {
            guard mount("knot-test", place, "tmpfs", 0, "size=1m") == 0 else { throw refusal(place) }
        }

        /// Takes away all that is mounted there, if anything is.
        static func detach(_ place: String) {
            while umount2(place, Int32(MNT_DETACH | UMOUNT_NOFOLLOW)) == 0 {}
        }

        private static func refusal(_ place: String) -> Refusal {
            Refusal(reason: "mount on \(place): \(String(cString: strerror(errno)))")
        }
    #else
        static func attach(_ source: String, on place: String) throws { throw Refusal(reason: "not on this system") }
        static func attachMemory(on place: String) throws { throw Refusal(reason: "not on this system") }
        static func detach(_ place: String) {}
    #endif
}
