/// An entry of a container's `volumes`: `source:destination[:mode,…]`.
///
/// A source that starts with `/` or `~` is a path of the node; any other is the name of a volume. One that starts with
/// `.` is refused: the node has no directory that a manifest could be beside.
package struct MountReference: Sendable, Hashable {
    package static let modes = ["ro", "rw", "z", "Z", "nocopy"]

    package var source: String
    package var destination: String
    package var modes: [String]

    package var isPath: Bool { AbsolutePath.isAbsolute(source) || source.utf8.first == UInt8(ascii: "~") }

    package init(parsing text: String) throws(FormatError) {
        func wrong(_ why: String) -> FormatError {
            FormatError("'\(text)' is not a mount: \(why)", example: "data:/home or /srv/data:/data:ro")
        }
        // By bytes, as engines do.
        let parts = text.utf8.split(separator: UInt8(ascii: ":"), omittingEmptySubsequences: false)
            .map { String(decoding: $0, as: UTF8.self) }
        guard (2...3).contains(parts.count), !parts[0].isEmpty else { throw wrong("write source, ':', destination") }
        guard AbsolutePath.isAbsolute(parts[1]) else {
            throw wrong("the destination is an absolute path in the container")
        }
        guard AbsolutePath.normal(parts[1]) != "/" else { throw wrong("the container's root cannot be mounted over") }
        guard parts[0].utf8.first != UInt8(ascii: ".") else {
            throw FormatError(
                "'\(text)' is not a mount: '\(parts[0])' is relative, and a node does not have the directory in which "
                    + "the manifest is; write an absolute path of the node, or the name of a volume",
                example: "/srv/data:/data or data:/home")
        }
        source = parts[0]
        destination = parts[1]
        modes = parts.count == 3 ? parts[2].split(separator: ",").map(String.init) : []
        for mode in modes where !Self.modes.contains(mode) {
            throw wrong("'\(mode)' is not a mode; the modes are \(Self.modes.joined(separator: ", "))")
        }
    }

    package init(source: String, destination: String, modes: [String] = []) {
        self.source = source
        self.destination = destination
        self.modes = modes
    }
}

extension MountReference: CustomStringConvertible {
    package var description: String {
        "\(source):\(destination)" + (modes.isEmpty ? "" : ":" + modes.joined(separator: ","))
    }
}
