import KnotModel
import KnotYAML

/// Reads manifests from bytes, files, directories and standard input, and checks them by the schema.
///
/// Everything is read before anything is judged, so that one call shows every mistake in every file.
package struct ManifestReader: Sendable {
    private var set = ManifestSet()
    private var places: [ResourceKey: (file: String, mark: Mark)] = [:]

    package init() {}

    /// The manifests in `bytes`. `file` names them in diagnostics.
    package func read(bytes: [UInt8], file: String) -> ManifestSet {
        var copy = self
        copy.add(bytes, file: file)
        return copy.set
    }

    /// The manifests under `paths`: files as they are; directories' `*.yaml`, `*.yml` and `*.json` in the order of
    /// their names, and those of their directories when `recursive`; `-` for what `standardInput` gives.
    ///
    /// Hidden entries of a directory are left out, and a symbolic link that leads out of it is an error.
    package func read(paths: [String], recursive: Bool, standardInput: () -> [UInt8]) -> ManifestSet {
        var copy = self
        for path in paths {
            if path == "-" {
                copy.add(standardInput(), file: "-")
                continue
            }
            let listing = FileListing(path, recursive: recursive)
            copy.set.diagnostics += listing.diagnostics
            copy.set.unread += listing.unread
            for file in listing.files {
                switch FileListing.contents(of: file) {
                case .success(let bytes): copy.add(bytes, file: file)
                case .failure(let problem):
                    copy.set.diagnostics.append(Diagnostic(file: file, mark: nil, message: problem.message))
                }
            }
        }
        return copy.set
    }

    private mutating func add(_ bytes: [UInt8], file: String) {
        if bytes.starts(with: [0xFF, 0xFE]) || bytes.starts(with: [0xFE, 0xFF]) {
            set.diagnostics.append(
                Diagnostic(file: file, mark: nil, message: "the file is UTF-16", hint: "save it as UTF-8"))
            return
        }
        let stream = YAML.parse(bytes, file: file)
        set.sources.append(ManifestSet.Source(file: file, bytes: bytes, stream: stream))
        var decoder = ManifestDecoder(stream)
        set.entries.reserveCapacity(set.entries.count + stream.documents.count)
        for document in stream.documents.flatMap(\.manifests) {
            guard let decoded = decoder.decode(document) else { continue }
            let key = decoded.manifest.key
            if let earlier = places[key] {
                decoder.error(
                    decoded.mark,
                    "\(key) is given twice: first at \(earlier.file):\(earlier.mark.line):\(earlier.mark.column)",
                    hint: "remove one of them, or give it another name")
                continue
            }
            places[key] = (file, decoded.mark)
            set.entries.append(
                ManifestSet.Entry(manifest: decoded.manifest, file: file, mark: decoded.mark, node: decoded.node))
        }
        let found = stream.diagnostics + decoder.diagnostics
        set.diagnostics += found.enumerated().sorted {
            ($0.element.mark ?? Self.start, $0.offset) < ($1.element.mark ?? Self.start, $1.offset)
        }.map(\.element)
        let hidden = decoder.errorCount - ManifestDecoder.limit
        if hidden > 0 {
            set.diagnostics.append(
                Diagnostic(
                    file: file, mark: nil,
                    message: "\(hidden) more \(hidden == 1 ? "error is" : "errors are") not shown"))
        }
    }

    private static let start = Mark(line: 0, column: 0)
}
