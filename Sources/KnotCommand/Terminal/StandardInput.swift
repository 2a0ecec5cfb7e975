import Foundation

/// Standard input, read to its end.
package enum StandardInput {
    /// - Throws: usage, when it cannot be read: it is closed, or a directory.
    package static func bytes(of handle: FileHandle = .standardInput) throws(CommandFailure) -> [UInt8] {
        do {
            return [UInt8](try handle.readToEnd() ?? Data())
        } catch {
            throw CommandFailure(
                .usage, "standard input cannot be read", hint: "hand the manifests over with `<` or `|`, or name a file"
            )
        }
    }
}
