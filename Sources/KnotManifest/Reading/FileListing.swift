import Foundation
import KnotYAML

/// The manifest files that a path stands for.
struct FileListing {
    private(set) var files: [String] = []
    private(set) var diagnostics: [Diagnostic] = []

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

    private mutating func collect(_ directory: String, root: String, recursive: Bool) {
        let names: [String]
        do { names = try FileManager.default.contentsOfDirectory(atPath: directory).sorted() } catch {
            diagnostics.append(Diagnostic(file: directory, mark: nil, message: "the directory cannot be read"))
            return
        }
        let prefix = directory.hasSuffix("/") ? directory : directory + "/"
        for name in names where !name.hasPrefix(".") {
            let path = prefix + name
            let type = (try? FileManager.default.attributesOfItem(atPath: path))?[.type] as? FileAttributeType
            if type == .typeDirectory {
                if recursive { collect(path, root: root, recursive: true) }
                continue
            }
            guard Self.extensions.contains((name as NSString).pathExtension.lowercased()) else { continue }
            if type == .typeSymbolicLink {
                guard FileManager.default.fileExists(atPath: path) else {
                    diagnostics.append(
                        Diagnostic(
                            file: path, mark: nil, message: "the symbolic link leads to nothing",
                            hint: "remove it, or mend where it leads"))
                    continue
                }
                let target = URL(fileURLWithPath: path).resolvingSymlinksInPath().path
                guard target.hasPrefix(root == "/" ? root : root + "/") else {
                    diagnostics.append(
                        Diagnostic(
                            file: path, mark: nil, message: "the symbolic link leads out of the directory",
                            hint: "name the file itself, or put a copy here"))
                    continue
                }
            } else if type != .typeRegular {
                continue
            }
            files.append(path)
        }
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
