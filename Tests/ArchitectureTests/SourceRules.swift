/// What every Swift file of the repository keeps to. Each rule returns its complaints as `path:line: what and why`.
enum SourceRules {
    static let lineLimit = 500

    /// No file grows past what one sitting can read.
    static func length(_ file: Repository.File) -> [String] {
        let count = file.text.split(separator: "\n", omittingEmptySubsequences: false).count - 1
        return count > lineLimit ? ["\(file.path):\(count): longer than \(lineLimit) lines; split it"] : []
    }

    /// Modules a core may import beside what the table of layers allows it.
    static func coreImports(_ file: Repository.File, target: String) -> [String] {
        let allowance = Layers.table[target] ?? .init()
        let allowed = allowance.targets.union(allowance.products ?? [])
        return imports(file).filter { !allowed.contains($0.module) }.map {
            "\(file.path):\($0.line): a core must not import \($0.module)"
        }
    }

    /// Modules of this package that a file imports though the table does not allow its target to.
    static func layerImports(_ file: Repository.File, target: String, modules: Set<String>) -> [String] {
        let allowed = Layers.table[target]?.targets ?? []
        return imports(file).filter { modules.contains($0.module) && !allowed.contains($0.module) }.map {
            "\(file.path):\($0.line): \(target) must not import \($0.module)"
        }
    }

    /// The modules a file imports, with their lines.
    static func imports(_ file: Repository.File) -> [(module: String, line: Int)] {
        SwiftCode(file.text).lines.enumerated().compactMap { index, line in
            var words = line.split(whereSeparator: { $0.isWhitespace })[...]
            while let word = words.first, ["package", "public", "internal", "private", "fileprivate"].contains(word) {
                words = words.dropFirst()
            }
            while let word = words.first, word.hasPrefix("@") { words = words.dropFirst() }
            guard words.first == "import" else { return nil }
            words = words.dropFirst()
            let kinds = ["struct", "class", "enum", "protocol", "func", "var", "let", "typealias", "actor"]
            if let word = words.first, kinds.contains(String(word)) { words = words.dropFirst() }
            guard let module = words.first?.split(separator: ".").first else { return nil }
            return (String(module), index + 1)
        }
    }

    /// What makes a core depend on the moment, the machine or chance.
    static func coreWords(_ file: Repository.File) -> [String] {
        let banned = [
            "async", "await", "Task", "Date", "ContinuousClock", "SuspendingClock", "SystemRandomNumberGenerator",
            "hashValue",
        ]
        return SwiftCode(file.text).lines.enumerated().flatMap { index, line -> [String] in
            var found = banned.filter { holds(line, word: $0) }
            for call in [".random(in:", ".shuffled()", ".randomElement()", ".shuffle()"] where line.contains(call) {
                if call != ".random(in:" || !line.contains("using:") { found.append(call) }
            }
            return found.map {
                "\(file.path):\(index + 1): '\($0)' in a core; pass time and chance in, leave waiting to the shell"
            }
        }
    }

    /// Files that may read the wall clock, and for what. Everything else that has to do with time (deadlines, pauses, rates,
    /// caches, ages) goes by a clock that nobody can set: one that is set ahead or back must not hold anything up.
    static let wallClockReaders = [
        "Sources/KnotCommand/Terminal/WallClock.swift": "ages for people",
        "Sources/KnotEngine/Docker/DockerEngine+leftovers.swift": "a stamp that is compared with the engine's",
        "Sources/KnotServer/Run/LogOutput.swift": "the times of log lines",
        "Sources/KnotServer/Shell/NodeClock.swift": "stamps and schedules",
    ]

    /// Reads of the wall clock.
    static func wallClock(_ file: Repository.File) -> [String] {
        guard wallClockReaders[file.path] == nil else { return [] }
        let banned = [
            "Date()", "Date.now", "Date(timeIntervalSinceNow", "timeIntervalSinceNow", "CFAbsoluteTimeGetCurrent",
            "gettimeofday", "CLOCK_REALTIME", "time(nil)", "DispatchWallTime", "wallDeadline",
        ]
        return SwiftCode(file.text).lines.enumerated().flatMap { index, line in
            banned.filter { line.contains($0) }.map {
                "\(file.path):\(index + 1): '\($0)' reads the wall clock, which may jump; use ContinuousClock, or NIODeadline"
            }
        }
    }

    /// Ways around the compiler, each of which needs its reason in a comment on the line before or the same line.
    static func escapes(_ file: Repository.File) -> [String] {
        let code = SwiftCode(file.text)
        let banned = ["try!", "as!", "fatalError(", "@unchecked Sendable", "nonisolated(unsafe)"]
        return code.lines.enumerated().flatMap { index, line -> [String] in
            let reason = index > 0 && !code.comments[index - 1].isEmpty || !code.comments[index].isEmpty
            guard !reason else { return [] }
            return banned.filter { line.contains($0) }.map {
                "\(file.path):\(index + 1): '\($0)' with no reason in a comment on the line before"
            }
        }
    }

    /// Tests use what the product's own targets may use, or ask for it to be `package`.
    static func testable(_ file: Repository.File) -> [String] {
        SwiftCode(file.text).lines.enumerated().compactMap { index, line in
            line.contains("@testable") ? "\(file.path):\(index + 1): '@testable'; make what is needed package" : nil
        }
    }

    /// Type names that say nothing of what the type does.
    static func names(_ file: Repository.File) -> [String] {
        let keywords: Set<Substring> = ["struct", "class", "enum", "actor", "protocol", "typealias"]
        return SwiftCode(file.text).lines.enumerated().flatMap { index, line -> [String] in
            let words = line.split(whereSeparator: { !($0.isLetter || $0.isNumber || $0 == "_") })
            return zip(words, words.dropFirst()).compactMap { keyword, name in
                guard keywords.contains(keyword), let first = name.first, first.isUppercase else { return nil }
                let empty = ["Manager", "Helper", "Util", "Utils", "Utility"].first { name.hasSuffix($0) }
                return empty.map { "\(file.path):\(index + 1): '\(name)': '\($0)' says nothing; name its job" }
            }
        }
    }

    /// Paths that exist on one person's machine only.
    static func machinePaths(_ file: Repository.File, root: String) -> [String] {
        let banned = [root + "/", "/" + "Users/"].filter { $0.count > 4 }
        return file.text.split(separator: "\n", omittingEmptySubsequences: false).enumerated().flatMap { index, line in
            banned.filter { line.contains($0) }.map { "\(file.path):\(index + 1): the path '\($0)' of one machine" }
        }
    }

    /// Whether `word` stands alone in `line`.
    private static func holds(_ line: String, word: String) -> Bool {
        line.split(whereSeparator: { !($0.isLetter || $0.isNumber || $0 == "_") }).contains { $0 == word }
    }
}
