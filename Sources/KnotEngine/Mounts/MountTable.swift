/// The mounts that a process sees, as the kernel lists them (proc(5), `mountinfo`).
package struct MountTable: Sendable {
    package struct Entry: Sendable, Hashable {
        /// Where it is mounted, as the process sees it.
        package var point: String
        package var type: String
        package var source: String
    }

    /// In the order of mounting: of several at one place the last one is seen.
    package var entries: [Entry]

    /// `nil` when the process is gone, or may not be looked at.
    package init?(ofProcess process: String) {
        guard let bytes = KernelFile.read("/proc/\(process)/mountinfo"), !bytes.isEmpty else { return nil }
        self.init(parsing: String(decoding: bytes, as: UTF8.self))
    }

    package init(parsing text: String) {
        // By bytes: a mark after a space would be one character with it.
        entries = text.utf8.split(separator: UInt8(ascii: "\n")).compactMap { line in
            let fields = line.split(separator: UInt8(ascii: " "), omittingEmptySubsequences: false)
                .map { String(decoding: $0, as: UTF8.self) }
            guard let dash = fields.firstIndex(of: "-"), dash > 4, fields.count > dash + 2 else { return nil }
            return Entry(
                point: Self.plain(fields[4]), type: fields[dash + 1], source: Self.plain(fields[dash + 2]))
        }
    }

    /// `text` with white space and backslashes in the place of their octal form.
    private static func plain(_ text: String) -> String {
        guard text.contains("\\") else { return text }
        var bytes: [UInt8] = []
        var rest = Array(text.utf8)[...]
        while let byte = rest.popFirst() {
            let digits = rest.prefix(3)
            if byte == UInt8(ascii: "\\"), digits.count == 3,
                let code = UInt8(String(decoding: digits, as: UTF8.self), radix: 8)
            {
                bytes.append(code)
                rest = rest.dropFirst(3)
            } else {
                bytes.append(byte)
            }
        }
        return String(decoding: bytes, as: UTF8.self)
    }
}
