import Foundation
import HTTPTypes
import Hummingbird
import KnotAPI
import KnotManifest
import KnotModel
import KnotStore

/// Reading resources: lists, watches, single ones.
extension API {
    var resourceRoutes: [Route] {
        Kind.allCases.filter(\.isManifest).flatMap { kind in [listRoute(kind), oneRoute(kind)] }
    }

    private func listRoute(_ kind: Kind) -> Route {
        Route(
            .get, APIPath.list(kind), id: "list_\(kind.plural)",
            "The \(kind.plural), sorted by key; with watch, a stream of what is and then of every change",
            parameters: [
                .text("selector", "A label selector, such as team=web,tier!=db"),
                .text("user", "Only this user's"),
                .flag("watch", "Stream one WatchEvent a line"),
                .text("since", "With watch: go on after this cursor instead of beginning with what is"),
            ],
            answers: [
                .init(mediaType: MediaType.json, schema: "ResourceList"),
                .init(mediaType: MediaType.lines, schema: "WatchEvent"),
                .init(mediaType: MediaType.yaml, schema: nil),
            ]
        ) { exchange in
            let filter = ResourceFilter(
                selector: try exchange.query.selector("selector"), user: exchange.query.text("user"))
            let since = try exchange.query.cursor("since")
            if try exchange.query.flag("watch") {
                return try await watch(kind, filter, since: since, by: try exchange.caller())
            }
            guard since == nil else { throw APIRefusal.malformed("since", "since goes with watch=true only") }
            let (store, cursor) = await node.snapshot
            let documents = filter.records(of: kind, in: store).map { Mask.covered(ResourceDocument($0, names)) }
            if exchange.accepts(MediaType.yaml) { return yaml(documents) }
            let unreadable = await node.unreadable(of: kind).filter(filter.matches).map { ResourceDocument($0, names) }
            let items = unreadable.isEmpty ? documents : (documents + unreadable).sorted { $0.key < $1.key }
            return try Answer.json(ResourceList(items: items, cursor: cursor.description))
        }
    }

    private func oneRoute(_ kind: Kind) -> Route {
        Route(
            .get, Self.path(kind), id: "get_\(kind.rawValue)", "One \(kind.rawValue); its revision is the ETag",
            parameters: Self.nameParameters(kind),
            answers: [
                .init(mediaType: MediaType.json, schema: "Resource"), .init(mediaType: MediaType.yaml, schema: nil),
            ]
        ) { exchange in
            let record = try await live(try exchange.key(kind))
            let document = Mask.covered(ResourceDocument(record, names))
            if exchange.accepts(MediaType.yaml) { return yaml([document], etag: record.revision.description) }
            return try Answer.json(document, etag: record.revision.description)
        }
    }

    /// The record of a resource that is there; refused as not found otherwise.
    func live(_ key: ResourceKey) async throws(Failure) -> Record {
        guard let record = await node.record(key), !record.isTombstone else {
            if let failure = await node.absence(of: key) { throw failure }
            let near = await node.store.names(near: key)
            let hint = Suggestion.nearest(to: key.name, among: near).map { "; did you mean '\($0)'?" } ?? ""
            throw Failure(.notFound, subject: key.description, "there is no \(key)\(hint)")
        }
        return record
    }

    static func path(_ kind: Kind) -> String { APIPath.list(kind) + (kind.isOwned ? "/{owner}/{name}" : "/{name}") }

    static func nameParameters(_ kind: Kind) -> [Route.Parameter] {
        let name = Route.Parameter.path("name", "The \(kind.rawValue)'s name")
        return kind.isOwned ? [.path("owner", "The user it belongs to; ~ is the caller"), name] : [name]
    }

    private func yaml(_ documents: [ResourceDocument], etag: String? = nil) -> Response {
        let manifests = documents.map { Manifest(key: $0.key, fields: $0.fields) }
        return Answer.bytes(ManifestWriter.yaml(manifests).utf8, type: MediaType.yaml, etag: etag)
    }

    private func watch(_ kind: Kind, _ filter: ResourceFilter, since: ChangeCursor?, by caller: Caller) async throws
        -> Response
    {
        let place = try shares.take(shares.watches, for: caller, "watches are open")
        let opening = try await node.watch(kind, since: since)
        return Answer.stream(type: MediaType.lines) { writer in
            defer { withExtendedLifetime(place) {} }
            var stream = WatchStream(filter: filter, since: since, opening: opening, names: names)
            try await stream.run(&writer)
        }
    }
}
