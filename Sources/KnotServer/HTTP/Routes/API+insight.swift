import Hummingbird
import KnotAPI
import KnotModel

/// Seeing why: events and explanations.
extension API {
    var insightRoutes: [Route] {
        [eventsRoute] + Kind.allCases.filter(\.isManifest).map(whyRoute)
    }

    private var eventsRoute: Route {
        Route(
            .get, APIPath.events, id: "events", "What happened, oldest first; with watch, a stream that goes on",
            parameters: [
                .text("for", "Only of this resource, as in space/alice/web"),
                .flag("watch", "Stream one Event a line"),
            ],
            answers: [
                .init(mediaType: MediaType.json, schema: "EventList"),
                .init(mediaType: MediaType.lines, schema: "Event"),
            ]
        ) { exchange in
            let key = try exchange.query.key("for").map { key in
                var key = key
                if key.kind.isOwned, key.owner.isEmpty { key.owner = try exchange.caller().user }
                return key
            }
            guard try exchange.query.flag("watch") else {
                return try Answer.json(EventList(items: await node.events(for: key).map(names.shown)))
            }
            let place = try shares.take(shares.watches, for: try exchange.caller(), "watches are open")
            let opening = try await node.watchEvents(for: key)
            return Answer.stream(type: MediaType.lines) { writer in
                defer { withExtendedLifetime(place) {} }
                try await EventStream(opening: opening, names: names).run(&writer)
            }
        }
    }

    private func whyRoute(_ kind: Kind) -> Route {
        let place = kind.isOwned ? "{owner}/{name}" : "{name}"
        return Route(
            .get, "\(APIPath.root)/why/\(kind.rawValue)/\(place)", id: "why_\(kind.rawValue)",
            "Why a \(kind.rawValue) is as it is: from what was asked for to what runs",
            parameters: Self.nameParameters(kind),
            answers: [.init(mediaType: MediaType.json, schema: "Explanation")]
        ) { exchange in
            let key = try exchange.key(kind)
            let record = try await live(key)
            let reasons = await node.explain(key)
            return try Answer.json(
                Explanation(
                    resource: Mask.covered(ResourceDocument(record, names)), chain: reasons?.chain ?? [],
                    plan: reasons?.plan ?? [], events: await node.events(for: key).map(names.shown)))
        }
    }
}
