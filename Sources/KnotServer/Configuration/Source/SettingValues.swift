import KnotModel

/// Every setting's value, with who said so: flag over environment over file over default.
struct SettingValues: Sendable {
    private var given: [String: (value: Value, place: String)] = [:]
    private(set) var problems: [ConfigurationFailure.Problem] = []

    /// Parts of a knot.toml that other programs read.
    private static let otherPrograms: Set<String> = ["client", "agent"]

    init(file: TOMLFile?, environment: [String: String], arguments: SettingArguments) {
        problems = arguments.problems
        if let file { read(file.root, prefix: "", file: file) }
        for setting in Setting.all where !setting.variable.isEmpty {
            // An empty variable is an unset one: service files often leave them so.
            guard let text = environment[setting.variable], !text.isEmpty else { continue }
            if let value = setting.value(parsing: text) {
                given[setting.key] = (value, setting.variable)
            } else {
                fail(setting.variable, setting.mismatch("'\(text)'"))
            }
        }
        for setting in Setting.all {
            if let value = arguments.values[setting.key] { given[setting.key] = (value, "--\(setting.flag)") }
        }
    }

    private mutating func read(_ fields: FieldMap, prefix: String, file: TOMLFile) {
        for field in fields where !(prefix.isEmpty && Self.otherPrograms.contains(field.key)) {
            let key = prefix.isEmpty ? field.key : "\(prefix).\(field.key)"
            if let setting = Setting.byKey[key] {
                if let value = setting.value(accepting: field.value) {
                    given[key] = (value, file.place(key))
                } else {
                    fail(file.place(key), setting.mismatch(Self.name(field.value)))
                }
            } else if let inner = field.value.map, Setting.all.contains(where: { $0.key.hasPrefix(key + ".") }) {
                read(inner, prefix: key, file: file)
            } else if let inner = field.value.map, let first = inner.first {
                // One message for a whole unknown section.
                fail(file.place(key), Setting.unknown(section: key, with: first.key))
            } else {
                fail(file.place(key), Setting.unknown(key: key))
            }
        }
    }

    private static func name(_ value: Value) -> String {
        switch value {
        case .null: "a date or time"
        case .bool(let flag): "\(flag)"
        case .int(let number): "the number \(number)"
        case .double(let number): "the number \(number)"
        case .string(let text): text.count > 60 ? "a string" : "the string \"\(text)\""
        case .list: "a list"
        case .map: "a table"
        }
    }

    /// Notes a problem at the place that set `key`.
    mutating func fail(key: String, _ message: String) {
        fail(given[key]?.place ?? "", "\(key): \(message)")
    }

    private mutating func fail(_ place: String, _ message: String) {
        problems.append(.init(place: place, message))
    }

    /// Whether somebody set it.
    func isGiven(_ key: String) -> Bool { given[key] != nil }

    func value(_ key: String) -> Value { given[key]?.value ?? Setting.byKey[key]?.preset ?? .null }
    func text(_ key: String) -> String { value(key).string ?? "" }
    func flag(_ key: String) -> Bool { value(key).bool ?? false }
    func number(_ key: String) -> Int { value(key).int.map { Int(clamping: $0) } ?? 0 }
    func list(_ key: String) -> [String] { value(key).list?.compactMap(\.string) ?? [] }

    /// What a person should know of settings that were given and do nothing yet.
    var notices: [String] {
        var later: [(what: String, keys: [String])] = []
        var unused: [String] = []
        for setting in Setting.all where given[setting.key] != nil {
            switch setting.state {
            case .active: break
            case .notUsed: unused.append(setting.key)
            case .notActiveYet(let what):
                if let index = later.firstIndex(where: { $0.what == what }) {
                    later[index].keys.append(setting.key)
                } else {
                    later.append((what, [setting.key]))
                }
            }
        }
        var notices = later.map { "not active yet, comes with \($0.what): \($0.keys.joined(separator: ", "))" }
        if !unused.isEmpty { notices.append("not used: \(unused.joined(separator: ", "))") }
        return notices
    }
}

extension Setting {
    /// A message for a section that holds no setting at all.
    static func unknown(section: String, with key: String) -> String {
        let sections = Set(all.compactMap { $0.key.split(separator: ".").dropLast().joined(separator: ".") }).sorted()
        let nearest =
            byKey["server.\(section).\(key)"].map { _ in "server.\(section)" }
            ?? Suggestion.nearest(to: section, among: sections)
        return "[\(section)] is not a known section" + (nearest.map { "; did you mean [\($0)]?" } ?? "")
    }
}
