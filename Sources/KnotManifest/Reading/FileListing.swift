import Foundation
import KnotYAML

/// The manifest files that a path stands for.
struct FileListing {
    private(set) var files: [String] = []
    private(set) var diagnostics: [Diagnostic] = []
    /// Directories that may hold manifests and were not read, which is no error as long as nothing is pruned.
    private(set) var unread: [String] = []

    /// A problem with a file as a whole.
    struct Problem: Error {
        var message: String
    }

    init(_ path: String, recursive: Bool) {
        var isDirectory: ObjCBool = false
        guard FileManager.default.fileExists(atPath: path, isDirectory: &isDirectory) else {
            diagnostics.append(
                Diagnostic(
                    file: path, mark: nil, message: "there is no such file or directory", hint: Self.similar(path)))
            return
        }
        guard isDirectory.boolValue else {
            files = [path]
            return
        }
        let root = URL(fileURLWithPath: path).resolvingSymlinksInPath().path
        collect(path, root: root, recursive: recursive)
        if files.isEmpty, diagnostics.isEmpty {
            diagnostics.append(
                Diagnostic(
                    file: path, mark: nil, message: "the directory holds no *.yaml, *.yml or *.json",
                    hint: recursive ? "" : "use -R to read the directories in it"))
        }
    }

    private static let extensions: Set<String> = ["yaml", "yml", "json"]

    /// Adds the files of a directory. Whatever might hold manifests and cannot be read is an error: to prune, a caller
    /// must know that it has seen all there is.
    private mutating func collect(_ directory: String, root: String, recursive: Bool) {
        let names: [DirectoryNames.Name]
        do { names = try DirectoryNames.of(directory) } catch {
            report(directory, "the directory cannot be read: \(error.reason)", hint: "let this user read it")
            return
        }
        let prefix = directory.hasSuffix("/") ? directory : directory + "/"
        for name in names where !name.isHidden {
            let path = prefix + name.shown
            let isManifest = Self.extensions.contains((name.shown as NSString).pathExtension.lowercased())
            guard let text = name.text else {
                // Only by its bytes could it be told what it is, and no path could name it.
                if isManifest || recursive && name.mayBeDirectory {
                    report(path, "its name is not UTF-8 (bytes are shown as \\xNN)", hint: "rename it")
                }
                continue
            }
            switch FileKind.of(path) {
            case .directory?:
                if recursive { collect(prefix + text, root: root, recursive: true) }
            case .link? where isManifest || recursive:
                followLink(path, root: root, isManifest: isManifest, recursive: recursive)
            case .file? where isManifest: files.append(path)
            case .special? where isManifest:
                report(path, "it is neither a file nor a directory", hint: "name it itself with -f, or remove it")
            case nil where isManifest || recursive:
                report(path, "it cannot be looked at: permission denied, or it has just gone", hint: "")
            default: continue
            }
        }
    }

    /// A link to a file in the same tree is read like the file; a link to a directory there is not, because the
    /// directory is read where it is.
    private mutating func followLink(_ path: String, root: String, isManifest: Bool, recursive: Bool) {
        guard let target = FileKind.target(of: path) else {
            // A link that was never a manifest's may lead wherever it likes.
            if isManifest {
                report(path, "the symbolic link leads to nothing", hint: "remove it, or mend where it leads")
            }
            return
        }
        let isInside = target == root || target.hasPrefix(root == "/" ? root : root + "/")
        switch FileKind.of(target) {
        case .directory? where isInside && !target.dropFirst(root.count).contains("/."): return
        case .directory?:
            guard recursive else { return }
            unread.append(path)
            diagnostics.append(
                Diagnostic(
                    .warning, file: path, mark: nil,
                    message: "the symbolic link leads to a directory outside, or a hidden one, which is not read",
                    hint: "name that directory with a -f of its own"))
        case .file? where !isManifest: return
        case .file? where isInside: files.append(path)
        case .file?:
            report(
                path, "the symbolic link leads out of the directory", hint: "name the file itself, or put a copy here")
        default:
            if isManifest { report(path, "the symbolic link leads to no file", hint: "remove it") }
        }
    }

    private mutating func report(_ file: String, _ message: String, hint: String) {
        diagnostics.append(Diagnostic(file: file, mark: nil, message: message, hint: hint))
    }

    /// The most bytes of one file; the limit of one stream of YAML.
    private static let limit = YAML.Limits.standard.streamBytes

    /// The bytes of a file, or of a pipe such as a shell's `<(…)`.
    static func contents(of path: String) -> Result<[UInt8], Problem> {
        guard let handle = FileHandle(forReadingAtPath: path) else {
            return .failure(Problem(message: "the file cannot be read: permission denied, or it has just gone"))
        }
        defer { try? handle.close() }
        var bytes: [UInt8] = []
        do {
            while let part = try handle.read(upToCount: 1 << 20), !part.isEmpty {
                bytes += part
                if bytes.count > limit {
                    return .failure(Problem(message: "the file is larger than \(limit >> 20) MB; split it"))
                }
            }
        } catch {
            return .failure(Problem(message: "the file cannot be read"))
        }
        return .success(bytes)
    }

    /// "Did you mean" for a file that is not there.
    private static func similar(_ path: String) -> String {
        let url = URL(fileURLWithPath: path)
        let names = (try? FileManager.default.contentsOfDirectory(atPath: url.deletingLastPathComponent().path)) ?? []
        let near = names.filter { !$0.hasPrefix(".") }.min {
            distance($0, url.lastPathComponent) < distance($1, url.lastPathComponent)
        }
        guard let near, distance(near, url.lastPathComponent) <= 3 else { return "" }
        return "did you mean '\(near)'?"
    }

    private static func distance(_ a: String, _ b: String) -> Int {
        let difference = Array(a).difference(from: Array(b))
        return difference.count
    }
}
