import ArgumentParser
import KnotAPI
import KnotManifest
import KnotModel
import KnotYAML

/// `-f` and `-R`: where manifests come from.
struct ManifestOptions: ParsableArguments {
    @Option(
        name: [.customShort("f"), .customLong("file")], parsing: .singleValue,
        help: ArgumentHelp("A file, a directory, or - for standard input; may be repeated.", valueName: "path"),
        completion: .file())
    var files: [String] = []

    @Flag(name: [.customShort("R"), .long], help: "Read the directories in a directory as well.")
    var recursive = false

    init() {}

    /// Reads and checks every manifest. Prints all that is wrong; nothing is sent to a server before this is through.
    ///
    /// - Parameter isPruning: What the manifests do not name will be deleted: they may name nothing, which the server
    ///   judges, but all that might be one must have been read.
    /// - Throws: `CommandFailure` or `ExitStatus` with status 2, also when there is no manifest at all.
    func load(
        _ console: Console, isPruning: Bool = false, after: String = "; nothing was sent"
    ) throws -> ManifestSet {
        guard !files.isEmpty else {
            throw CommandFailure(.usage, "no manifests were named", hint: "name a file or directory: -f Manifests/")
        }
        let set = try Self.read(files, recursive: recursive)
        try Self.report(set, console, after: after)
        if isPruning, let path = set.unread.first {
            throw CommandFailure(
                .usage, "\(path) is not read, so it cannot be told what the manifests no longer name; nothing was sent",
                hint: "name what it leads to with a -f of its own, or repeat without --prune")
        }
        guard !set.entries.isEmpty || isPruning else {
            let places = files.map { $0 == "-" ? "standard input" : $0 }
            throw CommandFailure(.usage, "there are no manifests in \(places.joined(separator: ", "))")
        }
        return set
    }

    static func report(_ set: ManifestSet, _ console: Console, after: String = "; nothing was sent") throws {
        for diagnostic in set.diagnostics { console.note(DiagnosticText.of(diagnostic, on: console.errors)) }
        guard set.hasErrors else { return }
        let count = set.diagnostics.count { $0.severity == .error }
        console.note("\(count) \(count == 1 ? "error" : "errors")\(after)")
        throw ExitStatus.usage
    }

    static func read(_ paths: [String], recursive: Bool = false) throws(CommandFailure) -> ManifestSet {
        let input = paths.contains("-") ? try StandardInput.bytes() : []
        return ManifestReader().read(paths: paths, recursive: recursive, standardInput: { input })
    }
}

extension ManifestSet {
    /// Runs a call that sends these manifests; a refusal is shown at the places in the files that it is about.
    func explaining<Result>(_ console: Console, _ call: () async throws -> Result) async throws -> Result {
        do {
            return try await call()
        } catch let failure as ClientFailure {
            guard case .refused(_, let document) = failure, document.errors.contains(where: { $0.key != nil }) else {
                throw failure
            }
            for reason in document.errors {
                let text = reason.failure.description
                let prefix = reason.field + ": "
                var message = text
                if let key = reason.key, text.hasPrefix("\(key) ") {
                    message = String(text.dropFirst(key.description.count + 1))
                } else if !reason.field.isEmpty, text.hasPrefix(prefix) {
                    message = String(text.dropFirst(prefix.count))
                }
                let inTemplate =
                    reason.field == "template"
                    ? reason.key.flatMap { diagnostic(inTemplateOf: $0, message: text) } : nil
                let shown = inTemplate ?? diagnostic(key: reason.key, field: reason.field, message: message)
                console.note(DiagnosticText.of(shown, on: console.errors))
            }
            console.note("nothing was changed")
            throw ExitStatus(for: failure)
        }
    }
}
