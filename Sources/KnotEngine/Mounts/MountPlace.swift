import Foundation
import KnotModel
import KnotPlan

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#elseif canImport(Darwin)
    import Darwin
#endif

/// The directory of knot's own in which pinned paths are mounted.
///
/// It is a file system in memory: where that is not mounted, after a reboot or in an engine that sees other mounts than
/// this process, nothing is there, and an engine that is to mount something from it refuses. Nobody but root can enter it.
struct MountPlace: Sendable {
    /// Why nothing can be mounted.
    struct Refusal: Error, Sendable, Hashable {
        var reason: String
    }

    /// Absolute, without links.
    let folder: String
    /// What `/proc/mounts` shows as its source.
    let source: String

    func path(_ name: String) -> String { folder + "/" + name }

    #if os(Linux)
        /// Mounts the directory itself, unless that was done.
        func prepare() throws(Refusal) {
            if try isMounted() { return }
            guard geteuid() == 0 else { throw Refusal(reason: "the server does not run as root") }
            for directory in [(folder as NSString).deletingLastPathComponent, folder] {
                guard mkdir(directory, 0o700) == 0 || errno == EEXIST else {
                    throw refusal("\(directory) cannot be made")
                }
            }
            let flags = UInt(MS_NOSUID | MS_NODEV | MS_NOEXEC)
            guard mount(source, folder, "tmpfs", flags, "mode=0700,size=4m") == 0 else {
                throw refusal("the server may not mount on \(folder)")
            }
        }

        private func isMounted() throws(Refusal) -> Bool {
            var own = stat()
            var above = stat()
            guard lstat(folder, &own) == 0, lstat((folder as NSString).deletingLastPathComponent, &above) == 0 else {
                return false
            }
            guard own.st_mode & S_IFMT == S_IFDIR, own.st_uid == geteuid() else {
                throw Refusal(reason: "\(folder) is not a directory of the server's own")
            }
            guard own.st_dev != above.st_dev else { return false }
            return MountTable(ofProcess: "self")?.entries.last { $0.point == folder }?.source == source
        }

        /// Mounts what is held open under `name`, in the place of what was there.
        func attach(_ held: HostDescriptor, from path: String, as name: String) throws(Refusal) {
            detach(name)
            let place = self.path(name)
            if held.isDirectory {
                guard mkdir(place, 0o700) == 0 else { throw refusal("\(place) cannot be made") }
            } else {
                let file = open(place, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o600)
                guard file >= 0 else { throw refusal("\(place) cannot be made") }
                _ = close(file)
            }
            guard mount(held.ownPath, place, nil, UInt(MS_BIND | MS_REC), nil) == 0 else {
                let refusal = refusal("the server may not mount on \(place)")
                detach(name)
                throw refusal
            }
            // What is mounted or unmounted below it here must not show where it comes from.
            guard mount(nil, place, nil, UInt(MS_REC | MS_SLAVE), nil) == 0 else {
                let refusal = refusal("the mount on \(place) cannot be set apart")
                detach(name)
                throw refusal
            }
            leaveOutItself(below: place, from: path)
        }

        /// A path above this directory has all other pins below it: each pin would hold all earlier ones.
        private func leaveOutItself(below place: String, from path: String) {
            guard AbsolutePath.isPath(folder, inside: path) else { return }
            let rest = path == "/" ? folder : String(folder.dropFirst(path.utf8.count))
            guard let inner = try? HostDescriptor.open(rest, from: place) else { return }
            _ = umount2(inner.ownPath, Int32(MNT_DETACH))
        }

        /// Takes away what is mounted under `name`. What a container has mounted of it, it keeps.
        func detach(_ name: String) {
            let place = path(name)
            while umount2(place, Int32(MNT_DETACH | UMOUNT_NOFOLLOW)) == 0 {}
            if rmdir(place) != 0, errno == ENOTDIR { _ = unlink(place) }
        }

        /// What is mounted under `name`; `nil` when nothing is.
        func identity(of name: String) -> DirectoryIdentity? {
            var status = stat()
            var own = stat()
            guard lstat(path(name), &status) == 0, lstat(folder, &own) == 0, status.st_dev != own.st_dev else {
                return nil
            }
            return DirectoryIdentity(status)
        }

        var names: [String] { (try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? [] }
    #else
        func prepare() throws(Refusal) { throw Refusal(reason: "this system has no mounts from descriptors") }
        func attach(_ held: HostDescriptor, from path: String, as name: String) throws(Refusal) { try prepare() }
        func detach(_ name: String) {}
        func identity(of name: String) -> DirectoryIdentity? { nil }
        var names: [String] { [] }
    #endif

    private func refusal(_ what: String) -> Refusal {
        Refusal(reason: "\(what) (\(String(cString: strerror(errno))))")
    }
}
