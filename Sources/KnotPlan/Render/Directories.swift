import KnotModel

/// Reads a template's `paths` after substitution: the directories of the node that are made for a space.
enum Directories {
    /// Absolute, without `.` and `..`, each once, sorted.
    ///
    /// - Throws: `invalid` for a path that cannot be resolved, and for one that must never go with a space: the root, the
    ///   server's home and the directory it runs in.
    static func paths(
        _ declared: Value, subject: String, context: RenderContext
    ) throws(Failure) -> [String] {
        let texts =
            switch declared {
            case .list(let items): items.compactMap(\.scalarText)
            case .map(let fields): fields.keys
            default: declared.scalarText.map { [$0] } ?? []
            }
        var found: Set<String> = []
        for (index, text) in texts.enumerated() where !text.isEmpty {
            func refusal(_ why: String) -> Failure {
                Failure(.invalid, subject: subject, "paths[\(index)]: '\(text)' \(why)")
            }
            guard let resolved = HostPath.resolve(text, context) else {
                throw refusal("cannot be resolved; write an absolute path")
            }
            let path = AbsolutePath.normal(resolved)
            let precious = [context.homeDirectory, context.workingDirectory].filter { !$0.isEmpty }
            if path == "/" || precious.contains(where: { AbsolutePath.isPath(AbsolutePath.normal($0), inside: path) }) {
                throw refusal("cannot be made for a space and removed with it; name a directory below it")
            }
            found.insert(path)
        }
        return found.sorted()
    }
}
