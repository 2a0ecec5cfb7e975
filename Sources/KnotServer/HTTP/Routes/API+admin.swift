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
                answers: [.init(mediaType: MediaType.json, schema: "Database")]
            ) { _ in
                try await node.acceptDatabase()
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
            ) { _ in try Answer.json(AdoptionList(items: try await node.adoptable())) },
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
