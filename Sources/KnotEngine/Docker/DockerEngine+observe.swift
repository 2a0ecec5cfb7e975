import KnotModel
import KnotPlan
import Logging

extension DockerEngine {
    package func observe(_ scope: ObservationScope, for tenant: Tenant) async throws(Failure) -> EngineSnapshot {
        var labels = ["\(Ownership.Label.cluster)=\(tenant.cluster)"]
        if case .key(let key) = scope { labels.append("\(Ownership.Label.key)=\(key)") }
        let filters = EngineCall.filters(labels: labels)
        var snapshot = EngineSnapshot()
        if scope == .all { snapshot.images = try await images() }
        // What is pinned later is not in the list.
        let pinned = scope == .all ? (try? await pins?.all(of: endpoint)) ?? [] : []
        let found = try await list(filters)
        for container in found {
            guard let ownership = Ownership(labels: container.labels ?? [:]) else {
                logger.debug(
                    "container passed over, its labels make no sense", metadata: ["resource": "\(container.id)"])
                continue
            }
            guard tenant.owns(ownership) else { continue }
            let imageID = Self.imageID(container.image)
            if !imageID.isEmpty, try await isOfCopy(container.labels ?? [:], imageID) { continue }
            let listed = ObservedContainer(
                id: container.id, name: Self.name(container.names ?? []), state: Self.state(container.state),
                ownership: ownership, listedNetworks: Self.networks(container))
            switch scope {
            case .all: snapshot.containers.append(listed)
            case .key(let key) where ownership.key == key:
                if let found = try await look(at: listed) { snapshot.containers.append(found) }
            case .key: continue
            }
        }
        switch scope {
        case .all:
            snapshot.foreignVolumes = await foreignVolumes()
            await sweepLeftovers()
            // Of whichever cluster and node they are: what is looked for here is not all that has pins.
            if !pinned.isEmpty, let all = try? await list(EngineCall.filters(labels: [Ownership.Label.cluster])) {
                await sweepPins(pinned, all.map { ($0.id, Self.name($0.names ?? [])) })
            }
        case .key(let key):
            snapshot.volumes = try await volumes(of: key, tenant, filters)
            snapshot.images = try await images(of: snapshot.containers)
            let own = Set(snapshot.volumes.map(\.name))
            for index in snapshot.containers.indices {
                guard let mounted = snapshot.containers[index].detail?.foreignVolumes, !mounted.isEmpty else {
                    continue
                }
                snapshot.containers[index].detail?.foreignVolumes = try await foreignVolumes(
                    mounted, own: own, tenant)
            }
        }
        return snapshot
    }

    /// Bytes. Each container brings the spec it was made from.
    private static let longestList = 256 << 20

    /// Podman's compatible list looks into every container, and is refused as a whole when one has lost its storage, as
    /// when Podman was killed while it removed that one. Its own list does not look in.
    func list(_ filters: String) async throws(Failure) -> [ListedContainer] {
        let isPodman = try await introduced().isPodman
        let call = EngineCall(
            .get, isPodman ? "/v4.0.0/libpod/containers/json" : "/containers/json",
            query: [("all", isPodman ? "true" : "1"), ("filters", filters)], about: .engine, limit: Self.longestList)
        let reply = isPodman ? try await send(call, prefix: "") : try await answer(call)
        guard reply.status < 400 else { throw reply.refusal.failure(about: call.subject) }
        return try decode(reply, about: .engine)
    }

    /// The ids of every container that some cluster of knot's made.
    func listedIDs() async throws(Failure) -> [String] {
        try await list(EngineCall.filters(labels: [Ownership.Label.cluster])).map(\.id)
    }

    /// The container in detail; `nil` for one that went between the two calls.
    private func look(at listed: ObservedContainer) async throws(Failure) -> ObservedContainer? {
        let reply = try await inspection(of: listed.id)
        if reply.status == 404 { return nil }
        if reply.refusal.isOfLostStorage {
            // It can be removed, and nothing else. One that is being removed right now shows the same for a moment.
            var lost = listed
            if lost.state != .removing { lost.state = .dead }
            return lost
        }
        return try await observed(try inspected(reply, listed.id), listed.ownership)
    }

    private func volumes(
        of key: ResourceKey, _ tenant: Tenant, _ filters: String
    ) async throws(Failure) -> [ObservedVolume] {
        let reply: VolumesReply = try decode(
            try await call(
                EngineCall(.get, "/volumes", query: [("filters", filters)], about: .engine, limit: 16 << 20)),
            about: .engine)
        return (reply.volumes ?? []).compactMap { volume in
            guard let ownership = Ownership(labels: volume.labels ?? [:]), ownership.key == key,
                tenant.owns(ownership)
            else { return nil }
            return ObservedVolume(name: volume.name, ownership: ownership)
        }.sorted { $0.name < $1.name }
    }

    private func observed(
        _ found: InspectedContainer, _ ownership: Ownership
    ) async throws(Failure) -> ObservedContainer {
        let state = Self.state(found.state?.status)
        var detail = Self.detail(found)
        // All that have a name; those that knot made are left out once they are known.
        detail.foreignVolumes = found.namedVolumes
        if try await introduced().isPodman {
            let isRunning = state == .running || state == .paused
            // Its inspection tells of limits as they were when it was made.
            detail.processLimit = nil
            if isRunning, case .unix = endpoint, let live = LiveLimits.read(pid: found.state?.pid ?? 0) {
                detail.resources = live.resources
                detail.processLimit = live.processes
            }
            detail.networks = detail.networks.map(Self.commonName).sorted()
        } else {
            try await observeProcessors(found.hostConfig, &detail)
        }
        return ObservedContainer(
            id: found.id, name: Self.name([found.name ?? ""]), state: state,
            ownership: Ownership(labels: found.config?.labels ?? [:]) ?? ownership, detail: detail)
    }

    static func detail(_ found: InspectedContainer) -> ObservedContainer.Detail {
        let state = found.state
        let host = found.hostConfig
        // A quota that was set alone is one of the usual period, which the engine then does not name.
        let period = host?.cpuPeriod.flatMap { $0 > 0 ? $0 : nil } ?? CreateBody.period
        var resources = LiveLimits.resources(
            memory: String(host?.memory ?? 0), quota: String(host?.cpuQuota ?? 0), period: String(period))
        if resources.memory == 0 { resources.memory = nil }
        if let nanos = host?.nanoCPUs, nanos > 0, resources.nanoCPUs == nil { resources.nanoCPUs = nanos }
        let networks = found.networkSettings?.networks ?? [:]
        var names = networks.keys.sorted()
        if names.isEmpty, let mode = host?.networkMode, ContainerSpec.networkModes.contains(mode) { names = [mode] }
        let first = host?.networkMode.flatMap { networks[$0] }
        let addresses = ([first] + names.map { networks[$0] }).compactMap { $0 }.flatMap {
            [$0.ipv4 ?? "", $0.ipv6 ?? ""]
        }
        return ObservedContainer.Detail(
            exitCode: state?.exitCode ?? 0, outOfMemory: state?.oomKilled ?? false, error: state?.error ?? "",
            startedAt: state?.startedAt.flatMap(RFC3339.parse), finishedAt: state?.finishedAt.flatMap(RFC3339.parse),
            resources: resources, processLimit: host.map { ($0.pidsLimit ?? 0) > 0 ? $0.pidsLimit ?? 0 : .max },
            restartPolicy: restartPolicy(host), otherLimits: otherLimits(host), networks: names,
            health: health(state?.health?.status),
            checkedAt: state?.health?.log?.last?.start.flatMap(RFC3339.parse), imageID: imageID(found.image),
            address: addresses.first { !$0.isEmpty } ?? "")
    }

    private static func restartPolicy(_ host: InspectedContainer.HostConfigReply?) -> String {
        let name = host?.restartPolicy?.name ?? ""
        return name.isEmpty ? "no" : name
    }

    /// Limits that only somebody else sets. What lifts one stands there from then on, in place of nothing.
    private static func otherLimits(_ host: InspectedContainer.HostConfigReply?) -> FieldMap {
        var limits: FieldMap = [:]
        if let shares = host?.cpuShares, shares > 0, shares != CreateBody.usualShares {
            limits["cpu_shares"] = .int(shares)
        }
        if let set = host?.cpusetCPUs, !set.isEmpty { limits["cpuset_cpus"] = .string(set) }
        if let bytes = host?.memoryReservation, bytes > 0 {
            limits["memory_reservation"] = .string(ByteCount(bytes: bytes).description)
        }
        return limits
    }

    /// What depends on how many processors the engine's machine has: asked for only where it matters, once.
    private func observeProcessors(
        _ host: InspectedContainer.HostConfigReply?, _ detail: inout ObservedContainer.Detail
    ) async throws(Failure) {
        if let nanos = host?.nanoCPUs, nanos > 0 {
            let most = try await processors() * 1_000_000_000
            detail.mostNanoCPUs = most
            if nanos >= most { detail.resources.nanoCPUs = nil }
        }
        if let set = host?.cpusetCPUs, !set.isEmpty, set == CreateBody.allProcessors(try await processors()) {
            detail.otherLimits["cpuset_cpus"] = nil
        }
    }

    /// Podman's name for what everything else calls bridge.
    private static func commonName(_ network: String) -> String {
        network == podmanNetwork ? ContainerSpec.defaultNetwork : network
    }

    /// The network that Podman connects containers to which name none.
    static let podmanNetwork = "podman"

    private static func networks(_ listed: ListedContainer) -> [String] {
        (listed.networks ?? listed.networkSettings?.networks?.keys.map { $0 } ?? []).map(commonName).sorted()
    }

    /// The engines' words for a container's state; the later ones are Podman's.
    package static func state(_ word: String?) -> ObservedContainer.State {
        guard let word = word?.lowercased() else { return .unknown }
        if let state = ObservedContainer.State(rawValue: word) { return state }
        switch word {
        case "configured", "initialized": return .created
        case "stopped": return .exited
        // Podman that was killed while it stopped one says so for ever.
        case "stopping": return .unknown
        default: return .unknown
        }
    }

    private static func health(_ word: String?) -> ObservedContainer.Detail.Health {
        word.flatMap { ObservedContainer.Detail.Health(rawValue: $0.lowercased()) } ?? .none
    }

    /// Without the slash in front. A container that others link to has further names with more slashes.
    static func name(_ names: [String]) -> String {
        let bare = names.map { $0.hasPrefix("/") ? String($0.dropFirst()) : $0 }
        return bare.first { !$0.contains("/") } ?? bare.first ?? ""
    }
}
