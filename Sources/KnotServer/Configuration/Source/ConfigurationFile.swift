import Foundation

/// Where configuration files are looked for.
package enum ConfigurationFile {
    /// The file to read when none was named: `KNOT_CONFIG`, else the first `knot.toml` in the working directory, the
    /// home directory, and `~/.config/knot`. `nil` when there is none.
    package static func find(environment: [String: String], directory: String) -> String? {
        if let named = environment["KNOT_CONFIG"], !named.isEmpty { return named }
        var candidates = [
            directory == FileManager.default.currentDirectoryPath ? "knot.toml" : "\(directory)/knot.toml"
        ]
        if let home = environment["HOME"], !home.isEmpty {
            candidates += ["\(home)/knot.toml", "\(home)/.config/knot/knot.toml"]
        }
        return candidates.first { FileManager.default.fileExists(atPath: $0) }
    }
}
