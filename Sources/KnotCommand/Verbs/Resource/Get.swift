import ArgumentParser
import KnotAPI
import KnotModel

/// `knot get`: resources as tables, JSON, YAML or names.
struct Get: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "List resources, or show some.",
        discussion: """
            For example: knot get spaces   knot get space/web -o yaml   knot get spaces -l team=web -w   knot get all

            With -o yaml the manifest is printed, ready to be applied again.
            """)

    @Argument(help: "KIND, KIND NAME…, KIND/NAME…, or all.") var what: [String]
    @Flag(name: .shortAndLong, help: "Go on and print every change.") var watch = false
    @Option(
        name: [.customShort("l"), .long],
        help: ArgumentHelp("Only these, such as team=web,tier!=db.", valueName: "labels"))
    var selector: String?
    @Option(help: ArgumentHelp("Only this user's spaces.", valueName: "user")) var user: String?
    @Option(name: .shortAndLong, help: "wide, json, yaml or name") var output: OutputForm?
    @OptionGroup(title: "Server") var connection: ConnectionOptions

    func run() async throws {
        let console = Console()
        let target = try ResourceArgument.target(what)
        let filter = ListFilter(selector: selector, user: user)
        try await connection.withClient { client in
            let view = ResourceView(client: client, console: console, form: output)
            switch target {
            case .kind(.token):
                try TokenView(console: console, form: output).show(try await client.tokens())
            case .everything:
                guard !watch else {
                    throw CommandFailure(.usage, "one kind at a time can be watched", hint: "knot get spaces -w")
                }
                try await view.showEverything(filter)
            case .kind(let kind):
                let list = try await client.list(kind, filter)
                if watch { return try await view.watch(kind, filter, list) }
                try await view.show(kind, list)
            case .resources(let keys):
                var items: [ResourceDocument] = []
                for key in keys { items.append(try await client.resource(key)) }
                guard watch else { return try await view.show(items, isSingle: keys.count == 1) }
                guard let kind = keys.first?.kind, keys.allSatisfy({ $0.kind == kind }) else {
                    throw CommandFailure(.usage, "one kind at a time can be watched", hint: "knot get spaces -w")
                }
                let cursor = try await client.list(kind, filter).cursor
                let list = ResourceList(items: items, cursor: cursor)
                try await view.watch(kind, filter, list, only: Set(items.map(\.key)))
            }
        }
    }
}
