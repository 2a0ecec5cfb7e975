import KnotModel
import KnotStore
import Synchronization

/// What this server has taken over from other clusters, shared by its engines.
package final class AdoptionBook: Sendable {
    private let adopted: Mutex<Set<Adoption>>

    package init(_ adopted: [Adoption] = []) { self.adopted = Mutex(Set(adopted)) }

    package func add(_ more: [Adoption]) {
        guard !more.isEmpty else { return }
        adopted.withLock { $0.formUnion(more) }
    }

    /// The clusters that anything was taken over from, sorted.
    var clusters: [String] { adopted.withLock { Set($0.map(\.cluster)) }.sorted() }

    var isEmpty: Bool { adopted.withLock(\.isEmpty) }

    /// The clusters that a resource was taken over from, sorted.
    func clusters(of key: ResourceKey) -> [String] {
        adopted.withLock { $0.filter { $0.key == key } }.map(\.cluster).sorted()
    }

    func contains(_ key: ResourceKey, from cluster: String) -> Bool {
        adopted.withLock { $0.contains(Adoption(key: key, cluster: cluster)) }
    }
}
