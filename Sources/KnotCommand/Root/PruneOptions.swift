import ArgumentParser

/// `--prune` and what belongs to it.
struct PruneOptions: ParsableArguments {
    @Flag(help: "Delete what the source wrote earlier and the manifests no longer name.")
    var prune = false

    @Option(help: ArgumentHelp("The source that owns what is written, such as a repository's name.", valueName: "name"))
    var source: String?

    @Option(
        name: .customLong("prune-limit"),
        help: ArgumentHelp(
            "The most that may be pruned: a number, or a share of the source's such as 20%.", valueName: "n"))
    var limit: String?

    init() {}

    func validate() throws {
        if prune, source == nil {
            throw ValidationError("--prune needs --source NAME: only what a source wrote is pruned.")
        }
        if let limit {
            let digits = limit.hasSuffix("%") ? limit.dropLast() : limit[...]
            guard Int(digits).map({ $0 >= 0 }) == true else {
                throw ValidationError("--prune-limit \(limit): write a number such as 5, or a share such as 20%.")
            }
        }
    }
}
