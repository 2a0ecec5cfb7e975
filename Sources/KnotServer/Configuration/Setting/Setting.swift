import KnotModel

/// One thing that can be set for a server: in knot.toml, by an environment variable, or by a flag.
///
/// `Setting.all` is the one table behind reading the file, the environment and the command line, behind
/// `knot server --help`, and behind `knot scaffold --server`.
package struct Setting: Sendable, Hashable {
    /// What a value must be.
    package enum Form: String, Sendable, Hashable {
        case string, int, bool, double, list
        /// A list of tables, only in the file: `[[server.secret_providers]]`.
        case tables
    }

    /// Whether this version acts on it.
    package enum State: Sendable, Hashable {
        case active
        /// Read and checked; a later version brings what it is for.
        case notActiveYet(String)
        /// Accepted so that old files load, and never going to be used.
        case notUsed
    }

    /// Dotted, as in knot.toml: `server.docker.host`.
    package let key: String
    /// Without the dashes. Empty for what only the file can hold.
    package let flag: String
    /// The environment variable. Empty for what only the file can hold.
    package let variable: String
    package let form: Form
    /// The value when nobody says anything. An empty string or list means "none", or worked out at start.
    package let preset: Value
    /// How help shows a default that is worked out at start.
    package let shownPreset: String?
    package let state: State
    /// One line: what it is for.
    package let doc: String
    /// Whether its value must never be shown.
    package let isSecret: Bool

    /// - Parameter variable: `nil` derives it from the flag: `docker-host` gives `KNOT_DOCKER_HOST`.
    init(
        _ key: String, _ flag: String, _ preset: Value, _ doc: String, variable: String? = nil, shown: String? = nil,
        state: State = .active
    ) {
        self.key = key
        self.flag = flag
        self.variable =
            variable ?? (flag.isEmpty ? "" : "KNOT_" + flag.uppercased().split(separator: "-").joined(separator: "_"))
        self.preset = preset
        self.form =
            switch preset {
            case .bool: .bool
            case .int: .int
            case .double: .double
            case .list: flag.isEmpty ? .tables : .list
            default: .string
            }
        self.shownPreset = shown
        self.state = state
        self.doc = doc
        let last = key.split(separator: ".").last ?? ""
        self.isSecret =
            ["encrypt", "key", "password", "registry_password", "token", "api_key", "openai_api_key"]
            .contains(last)
    }

    /// The same setting in another state.
    func with(_ state: State) -> Setting {
        Setting(key, flag, preset, doc, variable: variable, shown: shownPreset, state: state)
    }

    /// Every setting, in the order of help and scaffold.
    package static let all: [Setting] =
        general + identity + database + engines + policy + logging + cluster + databasesToCome + agent + network
        + access + pages
        + ui + chat + tools

    /// `all` by key.
    package static let byKey: [String: Setting] = Dictionary(all.map { ($0.key, $0) }, uniquingKeysWith: { a, _ in a })

    /// `all` by flag, without those that have none.
    static let byFlag: [String: Setting] = Dictionary(
        all.filter { !$0.flag.isEmpty }.map { ($0.flag, $0) }, uniquingKeysWith: { a, _ in a })
}
