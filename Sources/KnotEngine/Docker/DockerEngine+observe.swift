import KnotModel
import KnotPlan
import Logging

extension DockerEngine {
    package func observe(_ scope: ObservationScope, cluster: String) async throws(Failure) -> EngineSnapshot {
        var labels = ["\(Ownership.Label.cluster)=\(cluster)"]
        if case .key(let key) = scope { labels.append("\(Ownership.Label.key)=\(key)") }
        let filters = EngineCall.filters(labels: labels)
        var snapshot = EngineSnapshot()
        if scope == .all { snapshot.images = try await images() }
        for container in try await list(filters) {
            guard let ownership = Ownership(labels: container.labels ?? [:]), ownership.cluster == cluster else {
                logger.debug(
                    "container passed over, its labels make no sense", metadata: ["resource": "\(container.id)"])
                continue
            }
            let imageID = Self.imageID(container.image)
            if !imageID.isEmpty, try await isOfCopy(container.labels ?? [:], imageID) { continue }
            let listed = ObservedContainer(
                id: container.id, name: Self.name(container.names ?? []), state: Self.state(container.state),
                ownership: ownership)
            switch scope {
            case .all: snapshot.containers.append(listed)
            case .key(let key) where ownership.key == key:
                if let found = try await look(at: listed) { snapshot.containers.append(found) }
            case .key: continue
            }
        }
        switch scope {
        case .all:
            await sweepLeftovers()
        case .key(let key):
            snapshot.volumes = try await volumes(of: key, cluster, filters)
            snapshot.images = try await images(of: snapshot.containers)
        }
        return snapshot
    }

    /// Bytes. Each container brings the spec it was made from.
    private static let longestList = 256 << 20

    /// Podman's compatible list looks into every container, and is refused as a whole when one has lost its storage, as
    /// when Podman was killed while it removed that one. Its own list does not look in.
    private func list(_ filters: String) async throws(Failure) -> [ListedContainer] {
        let isPodman = try await introduced().isPodman
        let call = EngineCall(
            .get, isPodman ? "/v4.0.0/libpod/containers/json" : "/containers/json",
            query: [("all", isPodman ? "true" : "1"), ("filters", filters)], about: .engine, limit: Self.longestList)
        let reply = isPodman ? try await send(call, prefix: "") : try await answer(call)
        guard reply.status < 400 else { throw reply.refusal.failure(about: call.subject) }
        return try decode(reply, about: .engine)
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
        of key: ResourceKey, _ cluster: String, _ filters: String
    ) async throws(Failure) -> [ObservedVolume] {
        let reply: VolumesReply = try decode(
            try await call(
                EngineCall(.get, "/volumes", query: [("filters", filters)], about: .engine, limit: 16 << 20)),
            about: .engine)
        return (reply.volumes ?? []).compactMap { volume in
            guard let ownership = Ownership(labels: volume.labels ?? [:]), ownership.key == key,
                ownership.cluster == cluster
            else { return nil }
            return ObservedVolume(name: volume.name, ownership: ownership)
        }.sorted { $0.name < $1.name }
    }

    private func observed(
        _ found: InspectedContainer, _ ownership: Ownership
    ) async throws(Failure) -> ObservedContainer {
        let state = Self.state(found.state?.status)
        var detail = Self.detail(found)
        if try await introduced().isPodman {
            let isRunning = state == .running || state == .paused
            if isRunning, case .unix = endpoint, let live = LiveLimits.read(pid: found.state?.pid ?? 0) {
                detail.resources = live
            }
            // Podman's name for what everything else calls bridge.
            detail.networks = detail.networks.map { $0 == "podman" ? "bridge" : $0 }.sorted()
        }
        return ObservedContainer(
            id: found.id, name: Self.name([found.name ?? ""]), state: state,
            ownership: Ownership(labels: found.config?.labels ?? [:]) ?? ownership, detail: detail)
    }

    static func detail(_ found: InspectedContainer) -> ObservedContainer.Detail {
        let state = found.state
        let host = found.hostConfig
        var resources = LiveLimits.resources(
            memory: String(host?.memory ?? 0), quota: String(host?.cpuQuota ?? 0), period: String(host?.cpuPeriod ?? 0))
        if resources.memory == 0 { resources.memory = nil }
        if let nanos = host?.nanoCPUs, nanos > 0, resources.nanoCPUs == nil { resources.nanoCPUs = nanos }
        let networks = found.networkSettings?.networks ?? [:]
        var names = networks.keys.sorted()
        if names.isEmpty, let mode = host?.networkMode, mode == "host" || mode == "none" { names = [mode] }
        let first = host?.networkMode.flatMap { networks[$0] }
        let addresses = ([first] + names.map { networks[$0] }).compactMap { $0 }.flatMap {
            [$0.ipv4 ?? "", $0.ipv6 ?? ""]
        }
        return ObservedContainer.Detail(
            exitCode: state?.exitCode ?? 0, outOfMemory: state?.oomKilled ?? false, error: state?.error ?? "",
            startedAt: state?.startedAt.flatMap(RFC3339.parse), finishedAt: state?.finishedAt.flatMap(RFC3339.parse),
            resources: resources, networks: names, health: health(state?.health?.status), imageID: imageID(found.image),
            address: addresses.first { !$0.isEmpty } ?? "")
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
    private static func name(_ names: [String]) -> String {
        let bare = names.map { $0.hasPrefix("/") ? String($0.dropFirst()) : $0 }
        return bare.first { !$0.contains("/") } ?? bare.first ?? ""
    }
}
