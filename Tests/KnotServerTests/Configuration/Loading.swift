import KnotModel

#if canImport(KnotServerConfiguration)
    import KnotServerConfiguration
#else
    import KnotServer
#endif

/// A machine that is the same wherever the tests run.
let machine = Machine(
    hostName: "Build_Box.example.com", isRoot: false, timezone: "Europe/Berlin", directory: "/nowhere")

func load(
    _ text: String = "", environment: [String: String] = ["HOME": "/home/alice"], arguments: [String] = []
) throws(ConfigurationFailure) -> ServerConfiguration.Loaded {
    try ServerConfiguration.load(text: text, environment: environment, arguments: arguments, machine: machine)
}

/// The problems of a configuration that must be refused, one line each.
func problems(
    _ text: String = "", environment: [String: String] = [:], arguments: [String] = []
) -> [String] {
    do throws(ConfigurationFailure) {
        _ = try load(text, environment: environment, arguments: arguments)
        return []
    } catch {
        return error.problems.map(\.description)
    }
}
