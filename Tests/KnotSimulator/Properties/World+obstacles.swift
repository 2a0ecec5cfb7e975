import KnotModel
import KnotPlan

/// Why a space cannot run, as far as the simulated users' manifests can bring that about.
extension World {
    /// `nil` when nothing is in the way of the space's running.
    func obstacle(to record: Record) -> String? {
        guard let name = record.space.template,
            let template = database[ResourceKey(.template, name: name)], !template.isDeleting
        else { return "no template" }
        if let waiting = dependencies(of: record).first(where: { !isReady($0) }) { return "\(waiting) is not ready" }
        guard let placement = record.placement?.value else { return "not placed" }
        guard let index = hostIndex(placement.engine), hosts[index].engine.isUp else { return "no engine" }
        let engine = hosts[index].engine
        guard let container = template.template.container else { return "no container" }
        let image = container["image"]?.string ?? ""
        let pullable = engine.registry[image] == .pullable && container["pull"]?.string != "never"
        if engine.images[image] == nil || container["pull"]?.string == "always", !pullable { return "no image" }
        let command = container["command"]?.list?.first?.string ?? ""
        if !Program(command: [command]).lasts { return "its program does not last" }
        if command == "sickly" { return "its program fails its checks" }
        if let network = container["network"]?.string, !engine.networks.contains(network) { return "no network" }
        if container["hostname"]?.string?.contains(".var.color") == true,
            database[ResourceKey(.variable, name: "color")].map(\.isDeleting) ?? true
        {
            return "no variable"
        }
        if container["volumes"]?.list?.first?.string?.hasPrefix("pool:") == true {
            guard let pool = database[ResourceKey(.volume, name: "pool")], !pool.isDeleting,
                engine.volume("pool") != nil
            else { return "no volume" }
        }
        return clash(record, engine, container)
    }

    /// Whether a space is as those that depend on it need it.
    private func isReady(_ key: ResourceKey) -> Bool {
        guard let record = database[key], isToRun(record) else { return false }
        if !isHere(record) { return isCalledReady(record) }
        guard standing(record) == .runs else { return false }
        let all = hosts.flatMap { $0.engine.containers(of: key, for: tenant) }
        return all.contains { $0.state == .running && !$0.isIll && $0.program.lasts && isPastScripts($0) }
    }

    private func clash(_ record: Record, _ engine: SimulatedEngine, _ container: FieldMap) -> String? {
        let name =
            container["container_name"] == nil
            ? ContainerName.standard(of: record.key) : "\(record.key.name)-\(record.key.owner)"
        for other in engine.containers where other.ownership?.uid != record.uid {
            if other.name == name { return "its name is taken by \(other.id)" }
            if container["ports"] != nil, other.isAlive, other.spec.ports.contains(where: { $0.hostPort == 8080 }) {
                return "its port is taken by \(other.id)"
            }
        }
        return nil
    }
}
