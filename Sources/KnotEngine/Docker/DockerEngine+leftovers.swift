import Foundation
import KnotModel
import Logging

/// What Podman leaves behind when it ends in the middle of making a container: storage that has the container's name and
/// no labels. It is no container, nothing can start it, Podman's usual list does not show it, and yet nothing else can
/// have its name. It is known for ours by the call that was never answered, its name and its time.
extension DockerEngine {
    /// How long storage without a container is taken for one that Podman is just making, once it has been seen.
    private static let patience = Duration.seconds(10)
    /// Milliseconds by which the engine's clock may be behind in what it says of one and the same moment.
    private static let tolerance: Int64 = 1_000

    /// A stamp for recognising what a call left; nothing waits by it.
    var stamp: WallTime { WallTime(milliseconds: Int64(Date().timeIntervalSince1970 * 1_000)) }

    /// Asks for a container to be made; with Podman, what is not answered is remembered.
    func answerNoting(_ call: EngineCall, _ name: String) async throws(Failure) -> EngineReply {
        guard try await introduced().isPodman else { return try await answer(call) }
        let creation = await creations.begin(
            CreationJournal.Creation(engine: endpoint.description, name: name, startedAt: stamp))
        do {
            let reply = try await answer(call)
            await creations.end(creation)
            return reply
        } catch {
            creations.abandon(creation)
            throw error
        }
    }

    /// Makes a name free that no container has and that is refused all the same.
    ///
    /// - Throws: `busy` while it is too early to say that Podman is not at work on it; `refusal`, with what to do about it,
    ///   when what has the name is none of ours.
    func clearLeftover(_ name: String, _ refusal: Failure) async throws(Failure) {
        guard try await introduced().isPodman else { throw refusal }
        let cleared = try await clearLeftovers()
        if cleared.freed.contains(name) { return }
        if cleared.early.contains(name) {
            throw Failure(
                .busy, subject: name,
                "Podman was ended while it made container \(name); what it left of it is removed in a few seconds",
                cause: refusal.cause)
        }
        throw Failure(
            .nameTaken, subject: name,
            "what is left of a container that Podman no longer lists has the name \(name); remove it with "
                + "'podman rm \(name)', or choose another container_name", cause: refusal.cause)
    }

    /// Housekeeping: what was left of containers for spaces that are gone takes up room too.
    func sweepLeftovers() async {
        do {
            _ = try await clearLeftovers()
        } catch {
            logger.warning("What Podman left behind could not be removed", metadata: ["error": "\(error)"])
        }
    }

    /// Removes what unanswered calls left in Podman's storage, and gives the names that are free again, and those it is
    /// too early to say of.
    private func clearLeftovers() async throws(Failure) -> (freed: Set<String>, early: Set<String>) {
        var freed: Set<String> = []
        var early: Set<String> = []
        let unanswered = await creations.unanswered(by: endpoint.description)
        guard !unanswered.isEmpty, try await introduced().isPodman else { return (freed, early) }
        let storage = try await storage()
        for (id, creation) in unanswered {
            let left = storage.first { Self.isLeft($0, of: creation) }
            guard creations.age(of: id, leaving: left?.id) >= Self.patience else {
                early.insert(creation.name)
                continue
            }
            if let left {
                try await remove(left.id, force: false)
                freed.insert(creation.name)
                logger.notice(
                    "Removed what Podman left of a container that it was making when it ended",
                    metadata: ["name": "\(creation.name)", "container": "\(left.id)"])
            }
            await creations.end(id)
        }
        return (freed, early)
    }

    private func storage() async throws(Failure) -> [ListedStorage] {
        let call = EngineCall(
            .get, "/v4.0.0/libpod/containers/json", query: [("all", "true"), ("external", "true")], about: .engine,
            limit: 16 << 20)
        let reply = try await send(call, prefix: "")
        guard reply.status < 400 else { throw reply.refusal.failure(about: call.subject) }
        return try decode(reply, about: .engine)
    }

    /// Whether this is what a call left. What Buildah works on has a command of its own.
    package static func isLeft(_ storage: ListedStorage, of creation: CreationJournal.Creation) -> Bool {
        guard storage.state == "storage", storage.command == ["storage"], storage.names == [creation.name],
            let created = storage.created.flatMap(RFC3339.parse)
        else { return false }
        return created.milliseconds >= creation.startedAt.milliseconds - tolerance
    }
}
