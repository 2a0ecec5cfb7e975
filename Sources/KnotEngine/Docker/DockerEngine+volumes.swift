import KnotModel
import KnotPlan
import Logging
import Synchronization

extension DockerEngine {
    /// Makes a volume; one of that name that is there counts as done, unless knot made it for something else.
    func createVolume(_ name: String, _ ownership: Ownership) async throws(Failure) -> ActionOutcome {
        let subject = EngineCall.Subject.volume(name)
        // The engine answers the same whether it made one or not.
        let before = try await answer(EngineCall(.get, "/volumes/\(percentEncoded(name))", about: subject))
        let reply: VolumeReply = try decode(
            try await call(
                EngineCall(
                    .post, "/volumes/create",
                    body: ["Name": .string(name), "Labels": .map(FieldMap(ownership.labels))], about: subject)),
            about: subject)
        // What a template shares may be anybody's that the policy names, which is asked when it is mounted.
        if ownership.key.kind != .template, let owner = Ownership(labels: reply.labels ?? [:]),
            !Self.isShared(owner, with: ownership)
        {
            throw Failure(
                .nameTaken, subject: name,
                Self.belongs("volume \(name)", to: owner, not: ownership))
        }
        return before.status == 200 ? .wasThere : .done
    }

    /// Whose it is, and how to get it back where it may be an earlier database's.
    static func belongs(_ what: String, to owner: Ownership, not asked: Ownership) -> String {
        if owner.cluster == asked.cluster, !asked.tenant.owns(owner) {
            let node = owner.node.map { " (\($0))" } ?? ""
            return
                "\(what) belongs to \(owner.key) of another node of this cluster\(node), which has its containers in the "
                + "same engine; choose another name, or move what is in it and remove it"
        }
        guard owner.key == asked.key, owner.cluster != asked.cluster else {
            return "\(what) belongs to \(owner.key) of cluster \(owner.cluster); choose another name"
        }
        return "\(what) belongs to \(owner.key) of cluster \(owner.cluster), which is not this server's "
            + "(\(asked.cluster)): an earlier database of this server made it, or another server. Put the earlier database "
            + "back, or take it over as it is with 'knot admin adopt \(owner.key) --yes'"
    }

    /// What several spaces mount has one maker, a template or a `Volume`, and others that name it, too.
    private static func isShared(_ owner: Ownership, with ownership: Ownership) -> Bool {
        guard ownership.tenant.owns(owner) else { return false }
        return owner.key == ownership.key || (owner.key.kind != .space && ownership.key.kind != .space)
    }

    /// Holds the volumes that a container is to mount to its rule: those that knot did not make need the administrator's
    /// word.
    ///
    /// - Throws: `refusedByPolicy`, with the line of knot.toml that permits it; `conflict` when a volume has gone since the
    ///   step before, for the engine would make one that nobody owns.
    func checkVolumes(_ spec: ContainerSpec, _ ownership: Ownership) async throws(Failure) {
        guard let rule = spec.foreignVolumes else { return }
        for mount in spec.mounts {
            guard case .volume(let name) = mount.source, !AbsolutePath.isAbsolute(name) else { continue }
            guard let volume = try await volume(name) else {
                throw Failure(
                    .conflict, subject: name, "volume \(name) is gone since it was made; it is made once more")
            }
            guard Self.isForeign(volume, to: ownership.tenant) else { continue }
            if let violation = rule.violation(name) { throw violation.failure(subject: spec.name) }
            try checkDevice(of: volume, spec)
        }
    }

    /// A volume that mounts a path of the node does so at each start, and follows links then.
    private func checkDevice(of volume: VolumeReply, _ spec: ContainerSpec) throws(Failure) {
        guard let options = volume.options, let device = options["device"], AbsolutePath.isAbsolute(device),
            (options["o"] ?? "").split(separator: ",").contains(where: { $0 == "bind" || $0 == "rbind" }),
            let rule = spec.hostPaths
        else { return }
        let roots = LinkTrail.roots(rule.allowed)
        let path = AbsolutePath.normal(device)
        guard !roots.contains("/"), roots.contains(where: { $0 != path && AbsolutePath.isPath(path, inside: $0) })
        else { return }
        throw Failure(
            .refusedByPolicy, subject: spec.name,
            "volume \(volume.name) mounts '\(device)' of the node, which a space that mounts a directory above it could "
                + "exchange for a link; mount '\(device)' itself in the template's 'container.volumes', not the volume")
    }

    private func volume(_ name: String) async throws(Failure) -> VolumeReply? {
        let call = EngineCall(.get, "/volumes/\(percentEncoded(name))", about: .volume(name))
        let reply = try await answer(call)
        if reply.status == 404 { return nil }
        guard reply.status < 400 else { throw reply.refusal.failure(about: call.subject) }
        return try decode(reply, about: call.subject)
    }

    private static func isForeign(_ volume: VolumeReply, to tenant: Tenant) -> Bool {
        Ownership(labels: volume.labels ?? [:]).map(tenant.owns) != true
    }

    /// Those of the volumes that a container mounts which this node did not make.
    ///
    /// - Parameter own: Names of volumes that it is known to have made.
    func foreignVolumes(
        _ mounted: [String], own: Set<String>, _ tenant: Tenant
    ) async throws(Failure) -> [String] {
        var found: [String] = []
        for name in Set(mounted).subtracting(own).sorted() {
            guard let volume = try await volume(name), Self.isForeign(volume, to: tenant) else { continue }
            found.append(name)
            warn(ofVolume: name)
        }
        return found
    }

    /// Every volume that no cluster of knot's made; asked for once in five minutes, else `nil`, and when they cannot be
    /// listed. One of another cluster may be an earlier database's: whoever needs it is told how to take it over.
    func foreignVolumes() async -> [String]? {
        let time = ContinuousClock.now
        let isDue = volumesListedAt.withLock { last in
            if let last, time - last < .seconds(300) { return false }
            last = time
            return true
        }
        guard isDue, volumeRule != nil else { return nil }
        do throws(Failure) {
            let reply: VolumesReply = try decode(
                try await call(EngineCall(.get, "/volumes", about: .engine, limit: 64 << 20)), about: .engine)
            return (reply.volumes ?? []).filter {
                Ownership(labels: $0.labels ?? [:]) == nil && !InspectedContainer.isNameless($0.name)
            }.map(\.name).sorted()
        } catch {
            volumesListedAt.withLock { $0 = nil }
            return nil
        }
    }

    /// Says once, in the server's log, what a volume needs.
    private func warn(ofVolume name: String) {
        guard let violation = volumeRule?.violation(name), warned.withLock({ $0.insert(name).inserted }) else { return }
        logger.warning(
            "A container mounts a volume that policy.allowed_volumes does not name; it runs on and cannot be made again",
            metadata: ["resource": "volume \(name)", "error": "\(violation.message)"])
    }

    /// Removes a volume that knot made. One that somebody has put in its place since it was seen is none, and stays.
    func removeVolume(_ name: String) async throws(Failure) {
        guard let found = try await volume(name) else { return }
        guard Ownership(labels: found.labels ?? [:]) != nil else {
            logger.warning(
                "Volume left alone, knot did not make it: somebody made another one of the name",
                metadata: ["resource": "volume \(name)"])
            return
        }
        let call = EngineCall(.delete, "/volumes/\(percentEncoded(name))", about: .volume(name))
        let reply = try await answer(call)
        guard reply.status >= 400, reply.status != 404 else { return }
        throw reply.refusal.failure(about: call.subject)
    }
}
