import Foundation
import KnotModel

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#elseif canImport(Darwin)
    import Darwin
#endif

extension ClientConfiguration {
    /// The connections as TOML, sorted by alias.
    package var text: String {
        var text = "# Written by 'knot connect'. Holds secrets: keep it readable by you alone.\n"
        for (alias, connection) in connections.sorted(by: { $0.key < $1.key }) {
            text += "\n[client.connection.\(Self.quoted(alias))]\nserver = \(Self.quoted(connection.server))\n"
            if !connection.token.isEmpty { text += "token = \(Self.quoted(connection.token))\n" }
            if connection.skipVerify { text += "tls_skip_verify = true\n" }
        }
        return text
    }

    /// Replaces `path` by these connections, at once or not at all; the file has mode 0600, a new directory 0700.
    package func save(to path: String) throws(Failure) {
        let directory = (path as NSString).deletingLastPathComponent
        let temporary = "\(path).new"
        do {
            if !directory.isEmpty {
                try FileManager.default.createDirectory(
                    atPath: directory, withIntermediateDirectories: true, attributes: [.posixPermissions: 0o700])
            }
            try? FileManager.default.removeItem(atPath: temporary)
            let made = FileManager.default.createFile(
                atPath: temporary, contents: Data(), attributes: [.posixPermissions: 0o600])
            guard made else { throw CocoaError(.fileWriteNoPermission) }
            let handle = try FileHandle(forWritingTo: URL(fileURLWithPath: temporary))
            try handle.write(contentsOf: Data(text.utf8))
            try handle.synchronize()
            try handle.close()
            guard rename(temporary, path) == 0 else { throw CocoaError(.fileWriteUnknown) }
        } catch {
            try? FileManager.default.removeItem(atPath: temporary)
            throw Failure(
                .invalid, subject: path, "\(path) cannot be written; check that its directory is yours",
                cause: error.localizedDescription)
        }
    }

    private static func quoted(_ text: String) -> String {
        var quoted = "\""
        for scalar in text.unicodeScalars {
            switch scalar {
            case "\"": quoted += "\\\""
            case "\\": quoted += "\\\\"
            default:
                if scalar.value < 0x20 || scalar.value == 0x7F {
                    let hex = String(scalar.value, radix: 16)
                    quoted += "\\u" + String(repeating: "0", count: 4 - hex.count) + hex
                } else {
                    quoted.unicodeScalars.append(scalar)
                }
            }
        }
        return quoted + "\""
    }
}
