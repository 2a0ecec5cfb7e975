import KnotModel

/// What a command line says of settings.
struct SettingArguments: Sendable {
    /// The file named by `--config`.
    var file: String?
    /// By key.
    var values: [String: Value] = [:]
    var problems: [ConfigurationFailure.Problem] = []

    /// Reads `--x V`, `--x=V`, `--no-x`, `--x=false`. A list's flag may be repeated, and each may hold several values
    /// separated by commas; of any other flag the last wins.
    init(_ arguments: [String]) {
        var rest = arguments[...]
        while let argument = rest.popFirst() {
            guard argument == "-c" || (argument.hasPrefix("--") && argument.count > 2) else {
                problem(argument, "'\(argument)' is not expected here; every setting is a flag that begins with --")
                continue
            }
            let body = argument == "-c" ? "config" : String(argument.dropFirst(2))
            let parts = body.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false).map(String.init)
            read(flag: parts[0], text: parts.count == 2 ? parts[1] : nil, rest: &rest)
        }
    }

    private mutating func read(flag: String, text: String?, rest: inout ArraySlice<String>) {
        if flag == "config" {
            file = text ?? rest.popFirst()
            if file?.isEmpty != false { problem("--config", "the name of a file is missing") }
            return
        }
        guard let setting = Setting.byFlag[flag] else {
            if flag.hasPrefix("no-"), text == nil, let setting = Setting.byFlag[String(flag.dropFirst(3))],
                setting.form == .bool
            {
                values[setting.key] = false
            } else {
                problem("--\(flag)", Setting.unknown(flag: flag))
                // What follows it is most likely its value.
                if text == nil, let next = rest.first, !next.hasPrefix("-") { rest.removeFirst() }
            }
            return
        }
        if setting.form == .bool, text == nil {
            values[setting.key] = true
            return
        }
        guard let given = text ?? rest.popFirst() else {
            problem("--\(flag)", "a value is missing; it expects \(setting.expectation)")
            return
        }
        guard let value = setting.value(parsing: given) else {
            problem("--\(flag)", setting.mismatch("'\(given)'"))
            return
        }
        if setting.form == .list, let earlier = values[setting.key]?.list, let more = value.list {
            values[setting.key] = .list(earlier + more)
        } else {
            values[setting.key] = value
        }
    }

    private mutating func problem(_ place: String, _ message: String) {
        problems.append(.init(place: place, message))
    }
}
