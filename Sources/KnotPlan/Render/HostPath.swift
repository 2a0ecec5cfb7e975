import KnotModel

/// Host paths as templates write them.
enum HostPath {
    /// The absolute path that `~`, `~/…` and `./…` stand for; `nil` when that cannot be told, and for a bare name.
    static func resolve(_ path: String, _ context: RenderContext) -> String? {
        if AbsolutePath.isAbsolute(path) { return path }
        let isHome = path == "~" || path.hasPrefix("~/")
        let base = isHome ? context.homeDirectory : context.workingDirectory
        guard !base.isEmpty, isHome || path.hasPrefix(".") else { return nil }
        return AbsolutePath.normal(base + (isHome ? String(path.dropFirst()) : "/" + path))
    }
}
