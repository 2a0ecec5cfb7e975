import Hummingbird
import KnotAPI
import KnotManifest
import KnotModel
import KnotNode
import KnotStore
import KnotYAML

/// Writing resources: apply, delete, lifecycle.
extension API {
    /// Bytes of the manifests of one apply.
    static let maximumManifests = 64 << 20
    /// Documents of one apply. Each takes some 7 KB of memory until it is answered, whatever the bytes.
    package static let maximumDocuments = 20_000
    /// Bytes of manifests up to which applies are worked on at the same time; longer ones wait for one another.
    static let shortManifests = 256 << 10

    var changeRoutes: [Route] {
        [applyRoute, deleteRoute]
            + Kind.allCases.filter(\.isManifest).map(deleteOneRoute)
            + [KnotModel.Request.Lifecycle.start, .stop, .restart].map(lifecycleRoute)
    }

    private static var changes: [Route.Content] { [.init(mediaType: MediaType.json, schema: "Changes")] }

    private var applyRoute: Route {
        Route(
            .post, APIPath.apply, id: "apply", "Applies a stream of manifests, all of them or none",
            parameters: [
                .flag("dry_run", "Answer the changes and write nothing"),
                .text("source", "The source that owns what is written; the administrator's only"),
                .flag("prune", "Delete what the source wrote earlier and the manifests no longer name"),
                .text("prune_limit", "The most a prune may delete: a number, or a percentage such as 20%"),
                .flag("force", "Take over resources that another owner wrote"),
                .text("expect", "KEY@REVISION: refuse unless the resource has this revision", isRepeated: true),
            ],
            body: .init(mediaType: MediaType.yaml, schema: nil), answers: Self.changes
        ) { exchange in try await apply(exchange) }
    }

    private func apply(_ exchange: Exchange) async throws -> Response {
        let query = exchange.query
        let caller = try exchange.caller()
        var options = ApplyOptions(owner: .user(caller.user), user: caller.user)
        options.dryRun = try query.flag("dry_run")
        options.force = try query.flag("force")
        options.prune = try query.flag("prune")
        options.expected = try query.expectations("expect")
        let source = query.text("source")
        if let source {
            try caller.checkAdmin("apply on behalf of a source")
            guard ResourceKey.isName(source) else {
                throw APIRefusal.malformed("source", "'\(source)' is not a source's name: \(ResourceKey.nameRule)")
            }
            options.owner = .source(source)
        } else if options.prune {
            throw APIRefusal.malformed("prune", "prune needs source=NAME: only what a source wrote is pruned")
        }
        let bytes = try await exchange.body(upTo: Self.maximumManifests)
        try Self.checkCount(bytes)
        guard bytes.count > Self.shortManifests else { return try await apply(bytes, options, exchange) }
        return try await largeApplies.pass { [options] in try await apply(bytes, options, exchange) }
    }

    private func apply(_ bytes: [UInt8], _ options: ApplyOptions, _ exchange: Exchange) async throws -> Response {
        let query = exchange.query
        let caller = try exchange.caller()
        var options = options
        let store = await node.store
        if let limit = query.text("prune_limit") {
            options.pruneLimit = try Self.pruneLimit(limit, owner: options.owner, store)
        }
        var manifests = try Self.manifests(bytes)
        for index in manifests.indices where manifests[index].key.kind.isOwned {
            if manifests[index].key.owner.isEmpty { manifests[index].key.owner = caller.user }
            try caller.check(mayUse: manifests[index].key)
        }
        if let revision = try exchange.ifMatch() {
            guard manifests.count == 1, let key = manifests.first?.key else {
                throw APIRefusal.malformed("If-Match", "If-Match goes with one manifest; use expect for several")
            }
            options.expected[key] = revision
        }
        let reply: Reply =
            options.dryRun
            ? await node.review(manifests, options) : await node.submit(.apply(manifests, options))
        let hidden = Set(manifests.filter(\.isProtected).map(\.key))
        return try answer(reply) { hidden.contains($0) || Self.isHidden($0, store) }
    }

    /// Refuses a stream of more documents than are taken, before anything is made of them.
    private static func checkCount(_ bytes: [UInt8]) throws(APIRefusal) {
        let count = bytes.withUnsafeBufferPointer { text in
            text.indices.dropLast(2).reduce(1) { count, index in
                let isMark = text[index] == 0x2D && text[index + 1] == 0x2D && text[index + 2] == 0x2D
                return isMark && index > 0 && text[index - 1] == 0x0A ? count + 1 : count
            }
        }
        guard count > maximumDocuments else { return }
        throw APIRefusal(
            .contentTooLarge,
            Failure(
                .invalid, subject: "manifests",
                "there are more than \(maximumDocuments) documents; apply them in several parts"))
    }

    private static func isHidden(_ key: ResourceKey, _ store: Store) -> Bool {
        store[key].map { key.kind == .token || $0.manifest.isProtected } ?? false
    }

    /// The body's manifests. A client may have checked them; it is not trusted to.
    private static func manifests(_ bytes: [UInt8]) throws -> [Manifest] {
        let set = ManifestReader().read(bytes: bytes, file: "-")
        guard !set.hasErrors else {
            let reasons = set.diagnostics.filter { $0.severity == .error }.prefix(100).map { diagnostic in
                ErrorDocument.Reason(
                    failure: Failure(.invalid, subject: diagnostic.file, diagnostic.description))
            }
            throw APIRefusal(.unprocessableContent, ErrorDocument(errors: Array(reasons)))
        }
        return set.entries.map(\.manifest)
    }

    /// A number, or a percentage of what the owner has, rounded down.
    private static func pruneLimit(_ text: String, owner: SpecOwner, _ store: Store) throws(APIRefusal) -> Int {
        if let number = Int(text), number >= 0 { return number }
        guard text.hasSuffix("%"), let percent = Int(text.dropLast()), (0...100).contains(percent) else {
            throw .malformed("prune_limit", "'\(text)' is not a limit; use a number, or a percentage such as 20%")
        }
        return store.keys(writtenBy: owner).count * percent / 100
    }

    private var deleteRoute: Route {
        Route(
            .post, APIPath.delete, id: "delete", "Deletes resources, all of them or none",
            body: .init(mediaType: MediaType.json, schema: "Delete"), answers: Self.changes
        ) { exchange in
            let caller = try exchange.caller()
            let document = try await exchange.document(DeleteDocument.self)
            var options = DeleteOptions(owner: .user(caller.user))
            options.keepVolumes = document.keepVolumes
            options.force = document.force
            options.ignoreMissing = document.ignoreMissing
            return try await delete(document.keys, options, caller)
        }
    }

    private func deleteOneRoute(_ kind: Kind) -> Route {
        Route(
            .delete, Self.path(kind), id: "delete_\(kind.rawValue)", "Deletes one \(kind.rawValue)",
            parameters: Self.nameParameters(kind) + [
                .flag("keep_volumes", "Leave its volumes in the engine"),
                .flag("force", "Although something refers to it"),
                .flag("ignore_missing", "That it is not there is no error"),
                .text("revision", "Only if it still has this revision; as the header If-Match"),
            ],
            answers: Self.changes
        ) { exchange in
            let caller = try exchange.caller()
            let key = try exchange.key(kind)
            var options = DeleteOptions(owner: .user(caller.user))
            options.keepVolumes = try exchange.query.flag("keep_volumes")
            options.force = try exchange.query.flag("force")
            options.ignoreMissing = try exchange.query.flag("ignore_missing")
            let header = try exchange.ifMatch()
            if let revision = try exchange.query.stamp("revision") ?? header { options.expected[key] = revision }
            return try await delete([key], options, caller)
        }
    }

    private func delete(_ keys: [ResourceKey], _ options: DeleteOptions, _ caller: Caller) async throws -> Response {
        var keys = keys
        for index in keys.indices {
            if keys[index].kind.isOwned, keys[index].owner.isEmpty { keys[index].owner = caller.user }
            guard keys[index].kind.isManifest else {
                throw APIRefusal.malformed(keys[index].description, "a token is deleted at \(APIPath.tokens)")
            }
            try caller.check(mayUse: keys[index])
        }
        let store = await node.store
        return try answer(await node.submit(.delete(keys, options))) { Self.isHidden($0, store) }
    }

    private func lifecycleRoute(_ verb: KnotModel.Request.Lifecycle) -> Route {
        Route(
            .post, "\(Self.path(.space))/\(verb.rawValue)", id: "\(verb.rawValue)_space",
            "Asks a space to \(verb.rawValue); the answer comes before it is done",
            parameters: Self.nameParameters(.space), answers: Self.changes
        ) { exchange in
            let caller = try exchange.caller()
            let key = try exchange.key(.space)
            try caller.check(mayUse: key)
            return try answer(await node.submit(.lifecycle(key, verb, by: .user(caller.user)))) { _ in false }
        }
    }
}
