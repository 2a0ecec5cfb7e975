import KnotModel
import KnotPlan

/// A model of a container engine as knot's engine adaptor presents it, with nothing random in it.
///
/// Calls take effect at once; slowness, lost replies and failures are the world's business. Containers and volumes are
/// kept in the order in which they were made. The contract suite holds it against real engines.
package struct SimulatedEngine: Sendable {
    package let kind: EngineKind
    /// Whether it answers. While it does not, the world answers for it.
    package var isUp = true
    package internal(set) var containers: [SimulatedContainer] = []
    package internal(set) var volumes: [SimulatedVolume] = []
    package internal(set) var directories: [SimulatedDirectory] = []
    package var networks: Set<String> = ["bridge", "host", "none"]
    /// Image reference to image id: what is on this machine.
    package internal(set) var images: [String: String] = [:]
    /// What a pull finds; what is not listed is missing.
    package var registry: [String: ImageSource] = [:]
    package var registryIsDown = false
    /// Whom the passwd file of every image knows.
    package var users: Set<String> = ["root", "dev"]
    /// Whether it says yes to new limits and keeps the old ones.
    package var ignoresUpdates = false
    /// Writes asked for, successful or not.
    package internal(set) var writes = 0
    /// Events of knot's containers not yet taken by `drainEvents`.
    var pendingEvents: [(ownership: Ownership, event: EngineEvent)] = []
    var serial = 0
    private var made = 0

    package init(kind: EngineKind) { self.kind = kind }

    package func container(_ id: String) -> SimulatedContainer? { containers.first { $0.id == id } }
    package func volume(_ name: String) -> SimulatedVolume? { volumes.first { $0.name == name } }

    /// The containers of a resource, in the order in which they were made.
    package func containers(of key: ResourceKey, for tenant: Tenant) -> [SimulatedContainer] {
        containers.filter { $0.ownership?.key == key && $0.ownership.map(tenant.owns) == true }
    }

    /// What one look at the engine shows: only what is the tenant's by its labels.
    package func observe(_ scope: ObservationScope, for tenant: Tenant) -> EngineSnapshot {
        let ours = containers.filter { $0.ownership.map(tenant.owns) == true }
        switch scope {
        case .all:
            return EngineSnapshot(
                containers: ours.compactMap { $0.observed(detailed: false) }, images: observedImages,
                foreignVolumes: volumes.filter { $0.ownership == nil }.map(\.name).sorted())
        case .key(let key):
            let mine = ours.filter { $0.ownership?.key == key }
            let volumes = volumes.compactMap { volume -> ObservedVolume? in
                guard let ownership = volume.ownership, tenant.owns(ownership), ownership.key == key else {
                    return nil
                }
                return ObservedVolume(name: volume.name, ownership: ownership)
            }
            let ids = Set(mine.map(\.imageID) + mine.compactMap { images[$0.spec.image] })
            return EngineSnapshot(
                containers: mine.compactMap { $0.observed(detailed: true) }, volumes: volumes,
                images: observedImages.filter { ids.contains($0.id) }, directories: directories(of: key))
        }
    }

    private var observedImages: [ObservedImage] {
        var names: [String: [String]] = [:]
        for (name, id) in images { names[id, default: []].append(name) }
        return names.map { ObservedImage(id: $0.key, names: $0.value.sorted()) }.sorted { $0.id < $1.id }
    }

    /// The events since the last call, of the tenant's containers only.
    package mutating func drainEvents(for tenant: Tenant) -> [EngineEvent] {
        defer { pendingEvents = [] }
        return pendingEvents.filter { tenant.owns($0.ownership) }.map(\.event)
    }

    /// The id of an image of this content, which does not tell it.
    static func imageID(_ content: String) -> String {
        var hash = StableHash()
        hash.add(content)
        return "sha256:" + String(hash.value, radix: 16)
    }

    /// Counts a write that was taken and did nothing yet.
    mutating func countWrite() { writes += 1 }

    mutating func emit(_ action: String, _ container: SimulatedContainer) {
        guard let ownership = container.ownership else { return }
        let event = EngineEvent(key: ownership.key, containerID: container.id, action: action)
        pendingEvents.append((ownership, event))
    }

    mutating func nextID(_ prefix: String) -> String {
        made += 1
        return "\(kind.rawValue)-\(prefix)-\(made)"
    }
}
