import KnotModel
import KnotPlan

/// What a container that runs really has mounted.
enum MountCheck {
    /// The destinations where a process has something else than what was pinned.
    ///
    /// Empty, too, when the process is gone, or cannot be told to be the container's: no verdict is made of that.
    static func mismatches(pid: Int, container: String, _ pinned: [PinnedMounts.Pinned]) -> [String] {
        guard pid > 0, isProcess(pid, of: container), let table = MountTable(ofProcess: String(pid)) else { return [] }
        let points = table.entries.map(\.point)
        func identity(_ point: String) -> DirectoryIdentity? {
            (try? HostDescriptor.open(point, from: "/proc/\(pid)/root"))?.identity
        }
        let wrong = pinned.filter { pin in
            let destination = AbsolutePath.normal(pin.destination)
            if points.contains(destination) { return identity(destination) != pin.identity }
            // The image has a link on the way to the destination: it is mounted where that leads.
            return !points.contains { identity($0) == pin.identity }
        }.map(\.destination)
        return isProcess(pid, of: container) ? wrong : []
    }

    /// Both engines name a container's control group by its id.
    private static func isProcess(_ pid: Int, of container: String) -> Bool {
        guard let bytes = KernelFile.read("/proc/\(pid)/cgroup") else { return false }
        return String(decoding: bytes, as: UTF8.self).contains(container)
    }
}
