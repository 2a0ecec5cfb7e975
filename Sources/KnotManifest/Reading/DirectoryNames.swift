import Foundation

/// The names in a directory, all of them: Foundation leaves out those that are not UTF-8.
enum DirectoryNames {
    struct Name: Comparable {
        var bytes: [UInt8]
        /// As far as the directory itself tells; a link may lead to one.
        var mayBeDirectory: Bool

        /// `nil` when it is not UTF-8.
        var text: String? { String(validating: bytes, as: UTF8.self) }
        /// As a message shows it: what is not UTF-8 as `\xNN`.
        var shown: String { text ?? bytes.map(Self.escaped).joined() }
        var isHidden: Bool { bytes.first == UInt8(ascii: ".") }

        static func < (a: Name, b: Name) -> Bool { a.bytes.lexicographicallyPrecedes(b.bytes) }

        private static func escaped(_ byte: UInt8) -> String {
            if (0x20..<0x7F).contains(byte) { return String(UnicodeScalar(byte)) }
            let digits = String(byte, radix: 16)
            return "\\x" + (digits.count < 2 ? "0" : "") + digits
        }
    }

    struct Unreadable: Error {
        /// In the system's words.
        var reason: String
    }

    /// In the order of their bytes.
    static func of(_ directory: String) throws(Unreadable) -> [Name] {
        guard let stream = opendir(directory) else { throw unreadable() }
        defer { closedir(stream) }
        var names: [Name] = []
        while true {
            errno = 0
            guard let entry = readdir(stream) else {
                // The end, or something that keeps the rest from being read.
                if errno != 0 { throw unreadable() }
                break
            }
            let bytes = withUnsafeBytes(of: entry.pointee.d_name) { Array($0.prefix { $0 != 0 }) }
            let kind = Int(entry.pointee.d_type)
            names.append(Name(bytes: bytes, mayBeDirectory: ![Int(DT_REG), Int(DT_FIFO), Int(DT_SOCK)].contains(kind)))
        }
        return names.filter { $0.text != "." && $0.text != ".." }.sorted()
    }

    private static func unreadable() -> Unreadable { Unreadable(reason: String(cString: strerror(errno))) }
}
