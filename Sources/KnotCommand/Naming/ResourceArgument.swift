import KnotModel

/// Resources as the command line names them: `space/web`, `space alice/web`, `spaces`, `web`.
package enum ResourceArgument {
    /// What `get` and `delete` are about.
    package enum Target: Sendable, Hashable {
        case everything
        case kind(Kind)
        case resources([ResourceKey])
    }

    /// Reads `KIND`, `KIND NAME…`, `KIND/NAME…` or `all`.
    package static func target(_ words: [String]) throws(CommandFailure) -> Target {
        guard let first = words.first else {
            throw CommandFailure(.usage, "say which kind of resource", hint: "one of \(kindList), or KIND/NAME")
        }
        if first.contains("/") {
            var keys: [ResourceKey] = []
            for word in words { keys.append(try key(word)) }
            return .resources(keys)
        }
        if first == "all", words.count == 1 { return .everything }
        let kind = try kind(first, mayBeName: words.count == 1)
        guard words.count > 1 else { return .kind(kind) }
        var keys: [ResourceKey] = []
        for word in words.dropFirst() { keys.append(try key(kind, word)) }
        return .resources(keys)
    }

    /// Reads `KIND/NAME` or `KIND/OWNER/NAME`.
    package static func key(_ text: String) throws(CommandFailure) -> ResourceKey {
        guard let slash = text.firstIndex(of: "/") else {
            throw CommandFailure(
                .usage, "'\(text)' does not name a resource", hint: "write it as KIND/NAME, for example space/web")
        }
        let kind = try kind(String(text[..<slash]))
        return try key(kind, String(text[text.index(after: slash)...]))
    }

    /// Reads one or two words that name a resource: `space/web`, or `space` and `web`.
    package static func key(_ words: [String]) throws(CommandFailure) -> ResourceKey {
        guard case .resources(let keys) = try target(words), keys.count == 1 else {
            throw CommandFailure(.usage, "name one resource", hint: "write it as KIND/NAME, for example space/web")
        }
        return keys[0]
    }

    /// Reads a name of a known kind: `web`, `alice/web`, and also `space/web`.
    package static func key(_ kind: Kind, _ text: String) throws(CommandFailure) -> ResourceKey {
        let named = ResourceKey(text).flatMap { $0.kind == kind ? $0 : nil }
        let name = named ?? ResourceKey("\(kind.rawValue)/\(text)")
        guard let name else {
            throw CommandFailure(
                .usage, "'\(text)' is not the name of a \(kind.rawValue)", hint: "a name is \(ResourceKey.nameRule)")
        }
        return name
    }

    /// - Parameter mayBeName: whether a resource's name may be meant, with its kind left out.
    package static func kind(_ text: String, mayBeName: Bool = false) throws(CommandFailure) -> Kind {
        if let kind = Kind(parsing: text) { return kind }
        let near = Suggestion.nearest(to: text, among: Kind.allCases.flatMap { [$0.rawValue, $0.plural] })
        let named = mayBeName ? "; a resource is written as KIND/NAME: space/\(text)" : ""
        throw CommandFailure(
            .usage, "there is no kind '\(text)'",
            hint: near.map { "did you mean \($0)?" } ?? "the kinds are \(kindList)\(named)")
    }

    package static let kindList = Kind.allCases.map(\.plural).joined(separator: ", ")
}
