import ArgumentParser

/// The command line of `knot`: one file for each verb under `Verbs`.
struct Knot: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "knot",
        abstract: "Development environments on your own servers: YAML in, running spaces out.",
        discussion: """
            First steps:
              knot scaffold --server > knot.toml    knot server --config knot.toml
              knot apply -f Manifests/              knot get spaces
              knot diff -f Manifests/               knot why space/web

            Exit codes:
              0 fine                               4 not found
              1 differences (diff), not in time    5 not allowed
              2 wrong usage or invalid input       6 no server, or it cannot work
              3 conflict                           7 accepted, but failed (--wait)
            """,
        version: KnotVersion.text,
        groupedSubcommands: [
            CommandGroup(
                name: "Say what you want",
                subcommands: [Apply.self, Diff.self, Validate.self, Delete.self, Explain.self, SchemaVerb.self]),
            CommandGroup(
                name: "See what is, and why",
                subcommands: [Get.self, Wait.self, Events.self, Why.self, Runtimes.self]),
            CommandGroup(name: "Work with spaces", subcommands: [SpaceVerbs.self, TemplateVerbs.self]),
            CommandGroup(
                name: "Servers",
                subcommands: [
                    ServerVerb.self, ScaffoldVerb.self, GenerateKey.self, Connect.self, Ping.self, Version.self,
                    TokenVerbs.self, AdminVerbs.self,
                ]),
        ])
}
