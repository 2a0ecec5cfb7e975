import Foundation

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#elseif canImport(Darwin)
    import Darwin
#endif

/// What a configuration's defaults depend on besides the environment.
package struct Machine: Sendable, Hashable {
    package var hostName: String
    package var isRoot: Bool
    /// An IANA name.
    package var timezone: String
    /// Where relative paths start and knot.toml is looked for first.
    package var directory: String

    package init(hostName: String, isRoot: Bool, timezone: String, directory: String) {
        self.hostName = hostName
        self.isRoot = isRoot
        self.timezone = timezone
        self.directory = directory
    }

    /// This machine, as it is now.
    package static var current: Machine {
        var bytes = [CChar](repeating: 0, count: 256)
        let named = gethostname(&bytes, bytes.count - 1) == 0
        let name = String(decoding: bytes.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self)
        return Machine(
            hostName: named && !name.isEmpty ? name : "localhost", isRoot: geteuid() == 0,
            timezone: TimeZone.current.identifier, directory: FileManager.default.currentDirectoryPath)
    }

    /// The host name as a DNS label: lower case, everything else turned into dashes; `knot` when nothing is left.
    package var label: String { Self.label(hostName) }

    /// The same of any host's name or address.
    package static func label(_ host: String) -> String {
        var label = ""
        for byte in host.lowercased().utf8 {
            let isPlain =
                (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(byte)
                || (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte)
            if isPlain {
                label.append(Character(UnicodeScalar(byte)))
            } else if !label.isEmpty, label.last != "-" {
                label.append("-")
            }
        }
        label = String(label.prefix(63))
        while label.last == "-" { label.removeLast() }
        return label.isEmpty ? "knot" : label
    }
}
