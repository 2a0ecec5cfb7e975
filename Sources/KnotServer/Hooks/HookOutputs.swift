import Foundation
import KnotModel

/// The output of the scripts that ran last, for each space and hook: a file each, which only this user can read.
///
/// What cannot be written is lost, and nothing else suffers from it.
package struct HookOutputs: Sendable {
    /// The last bytes of an output that are kept.
    package static let capacity = 65_536

    let directory: URL
    private let seal: StorageSeal

    package init(directory: String, seal: StorageSeal = .none) {
        self.directory = URL(fileURLWithPath: directory, isDirectory: true)
        self.seal = seal
    }

    /// Replaces what is kept.
    package func write(_ bytes: [UInt8], of uid: UID, _ hook: Hook) {
        guard let file = file(uid, hook), let sealed = try? seal.seal(Array(bytes.suffix(Self.capacity)), .hookOutput)
        else {
            return
        }
        try? FileManager.default.createDirectory(
            at: directory, withIntermediateDirectories: true, attributes: [.posixPermissions: 0o700])
        try? Data(sealed).write(to: file, options: .atomic)
    }

    /// `nil` when no script of the hook ran here, and for an output that cannot be opened any more.
    package func read(_ uid: UID, _ hook: Hook) -> [UInt8]? {
        guard let file = file(uid, hook), let data = try? Data(contentsOf: file) else { return nil }
        return try? seal.open(Array(data), .hookOutput)
    }

    package func remove(_ uid: UID) {
        for hook in Hook.allCases { if let file = file(uid, hook) { try? FileManager.default.removeItem(at: file) } }
    }

    /// Removes what is of none of these.
    package func removeAll(but uids: Set<String>) {
        let files = (try? FileManager.default.contentsOfDirectory(atPath: directory.path)) ?? []
        for name in files {
            guard let uid = name.split(separator: ".").first.map(String.init), !uids.contains(uid) else { continue }
            remove(UID(uid))
        }
    }

    /// A uid that could be anything but a file's name has no file.
    private func file(_ uid: UID, _ hook: Hook) -> URL? {
        guard !uid.text.isEmpty, uid.text.utf8.count <= 64,
            uid.text.utf8.allSatisfy({ (0x30...0x39).contains($0) || (0x61...0x7A).contains($0) })
        else { return nil }
        return directory.appendingPathComponent("\(uid.text).\(hook.rawValue).log")
    }
}
