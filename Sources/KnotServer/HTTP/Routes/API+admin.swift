import HTTPTypes
import Hummingbird
import KnotAPI
import KnotModel

/// What only an administrator does: see to the database, and take over what an earlier one left.
extension API {
    var adminRoutes: [Route] {
        [
            Route(
                .get, APIPath.database, id: "database",
                "What is wrong with the database, and what is left alone because of it", access: .admin,
                answers: [.init(mediaType: MediaType.json, schema: "Database")]
            ) { _ in try Answer.json(await node.databaseDocument) },
            Route(
                .post, "\(APIPath.database)/accept", id: "accept_database",
                "Takes the database as it is for the truth: what it does not know may be removed", access: .admin,
                parameters: [.text("without", "Engines that need not be listed before, with commas: podman")],
                answers: [.init(mediaType: MediaType.json, schema: "Database")]
            ) { exchange in
                let names = exchange.query.text("without")?.split(separator: ",").map(String.init) ?? []
                let without = try names.map { name throws(APIRefusal) in
                    guard let kind = EngineKind(rawValue: name) else {
                        throw .malformed("without", "'\(name)' is not an engine; use docker or podman")
                    }
                    return kind
                }
                try await node.acceptDatabase(without: without)
                return try Answer.json(await node.databaseDocument)
            },
            Route(
                .post, "\(APIPath.database)/discard", id: "discard_records",
                "Sets unreadable records aside, so that their names are free", access: .admin,
                body: .init(mediaType: MediaType.json, schema: "Discard"),
                answers: [.init(mediaType: MediaType.json, schema: "Database")]
            ) { exchange in
                try await node.discard(try await exchange.document(DiscardDocument.self).names)
                return try Answer.json(await node.databaseDocument)
            },
            Route(
                .get, APIPath.adoptions, id: "list_adoptions",
                "What the engines have of other clusters, or that the database does not know", access: .admin,
                answers: [.init(mediaType: MediaType.json, schema: "AdoptionList")]
            ) { _ in
                let items = try await node.adoptable()
                return try Answer.json(AdoptionList(items: items, unlisted: await node.unaskedEngines))
            },
            Route(
                .post, APIPath.adoptions, id: "adopt",
                "Goes on with containers and volumes that another database made, without a restart", access: .admin,
                body: .init(mediaType: MediaType.json, schema: "AdoptionRequest"),
                answers: [.init(mediaType: MediaType.json, schema: "Changes")]
            ) { exchange in
                let request = try await exchange.document(AdoptionRequest.self)
                return try answer(try await node.adopt(request)) { _ in false }
            },
        ]
    }
}
