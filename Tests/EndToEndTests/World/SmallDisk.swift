import Foundation

/// A small file system of its own over a directory, as long as it is there.
struct SmallDisk {
    let path: String

    /// `options` as `mount -t tmpfs` takes them: `size=2m`, `nr_inodes=1`.
    init(over path: String, _ options: String) throws {
        self.path = path
        let outcome = try Shell.run(["mount", "-t", "tmpfs", "-o", options, "small", path])
        guard outcome.status == 0 else { throw Trouble("mount \(path): \(outcome.text)") }
    }

    /// Leaves no byte free.
    func fill() throws { _ = try Shell.run(["dd", "if=/dev/zero", "of=\(path)/filling", "bs=4k"]) }

    func empty() throws { _ = try Shell.run(["rm", "-f", "\(path)/filling"]) }

    func remove() { _ = try? Shell.run(["umount", "-l", path]) }
}
