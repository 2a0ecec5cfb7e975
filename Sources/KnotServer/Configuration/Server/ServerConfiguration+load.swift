import KnotModel

extension ServerConfiguration {
    /// A checked configuration, and what a person should know about it.
    package struct Loaded: Sendable {
        package var configuration: ServerConfiguration
        /// Sentences to log at start: what is not active yet, what was chosen by default.
        package var notices: [String]
    }

    /// Reads the file, the environment and the command line: a flag wins over a variable, a variable over the file,
    /// the file over the default.
    ///
    /// - Parameters:
    ///   - file: The file to read. `nil` takes `--config`, `KNOT_CONFIG`, or the first knot.toml that is found; none
    ///     at all is fine.
    ///   - arguments: What follows `knot server` on the command line, `--help` excepted.
    /// - Throws: Every problem at once.
    package static func load(
        file: String? = nil, environment: [String: String], arguments: [String] = [], machine: Machine = .current
    ) throws(ConfigurationFailure) -> Loaded {
        let given = SettingArguments(arguments)
        let path =
            file ?? given.file ?? ConfigurationFile.find(environment: environment, directory: machine.directory)
        var toml: TOMLFile?
        if let path {
            do throws(ConfigurationFailure) {
                toml = try TOMLFile.read(path)
            } catch {
                throw ConfigurationFailure(error.problems + given.problems)
            }
        }
        return try load(toml: toml, path: path, environment: environment, arguments: given, machine: machine)
    }

    /// The same for a file's text; for tests and for `knot validate`.
    package static func load(
        text: String, name: String = "knot.toml", environment: [String: String] = [:], arguments: [String] = [],
        machine: Machine = .current
    ) throws(ConfigurationFailure) -> Loaded {
        try load(
            toml: TOMLFile(name: name, text: text), path: name, environment: environment,
            arguments: SettingArguments(arguments), machine: machine)
    }

    private static func load(
        toml: TOMLFile?, path: String?, environment: [String: String], arguments: SettingArguments, machine: Machine
    ) throws(ConfigurationFailure) -> Loaded {
        var draft = Draft(
            values: SettingValues(file: toml, environment: environment, arguments: arguments),
            environment: environment, machine: machine)
        var configuration = draft.build()
        guard draft.values.problems.isEmpty else { throw ConfigurationFailure(draft.values.problems) }
        configuration.file = path
        return Loaded(configuration: configuration, notices: draft.notices + draft.values.notices)
    }
}
