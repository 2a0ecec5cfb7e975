import HTTPTypes
import Hummingbird
import KnotAPI
import KnotCrypto
import KnotModel
import KnotNode
import KnotStore

/// Who may come in from elsewhere.
extension API {
    var tokenRoutes: [Route] {
        [
            Route(
                .get, APIPath.tokens, id: "list_tokens", "The tokens, without their secrets", access: .admin,
                answers: [.init(mediaType: MediaType.json, schema: "TokenList")]
            ) { _ in
                let records = await node.store.records(of: .token)
                return try Answer.json(TokenList(items: records.map { Self.document($0) }))
            },
            Route(
                .post, APIPath.tokens, id: "create_token",
                "Makes a token. The answer is the only place where it is ever shown", access: .admin,
                body: .init(mediaType: MediaType.json, schema: "TokenRequest"),
                answers: [.init(mediaType: MediaType.json, schema: "Token")], status: 201
            ) { exchange in try await createToken(exchange) },
            Route(
                .delete, "\(APIPath.tokens)/{name}", id: "delete_token",
                "Deletes a token: its bearer is locked out at once",
                access: .admin, parameters: [.path("name", "The token's name")],
                answers: [.init(mediaType: MediaType.json, schema: "Changes")]
            ) { exchange in
                let caller = try exchange.caller()
                let key = try exchange.key(.token)
                return try answer(await node.submit(.delete([key], DeleteOptions(owner: .user(caller.user))))) { _ in
                    true
                }
            },
        ]
    }

    private func createToken(_ exchange: Exchange) async throws -> Response {
        let caller = try exchange.caller()
        let wish = try await exchange.document(TokenRequest.self)
        let name = wish.name ?? Self.randomName()
        for text in [name, wish.user] where !ResourceKey.isName(text) {
            throw APIRefusal.malformed("body", "'\(text)' is not a name: \(ResourceKey.nameRule)")
        }
        guard (wish.description ?? "").utf8.count <= 1024 else {
            throw APIRefusal.malformed("description", "the description is longer than 1024 bytes")
        }
        let key = ResourceKey(.token, name: name)
        if let record = await node.record(key), !record.isTombstone {
            throw Failure(.exists, subject: key.description, "there is a token '\(name)' already; delete it first")
        }
        let token = try Token.generate()
        let spec = TokenSpec(
            user: wish.user, digest: try token.digest().hex, description: wish.description ?? "")
        let manifest = Manifest(key: key, fields: spec.fields)
        let options = ApplyOptions(owner: .user(caller.user), user: caller.user)
        if case .refused(let refusals) = await node.submit(.apply([manifest], options)) { throw APIRefusal(refusals) }
        let made = await node.record(key)?.spec.value.createdAt
        return try Answer.json(
            TokenDocument(
                name: name, user: wish.user, description: wish.description ?? "", createdAt: made, token: token.text),
            status: .created)
    }

    private static func document(_ record: Record) -> TokenDocument {
        TokenDocument(
            name: record.key.name, user: record.token.user ?? "", description: record.token.description,
            createdAt: record.spec.value.createdAt)
    }

    private static func randomName() -> String {
        let alphabet = Array("abcdefghijklmnopqrstuvwxyz0123456789")
        return "token-" + String((0..<8).map { _ in alphabet.randomElement() ?? "x" })
    }
}
