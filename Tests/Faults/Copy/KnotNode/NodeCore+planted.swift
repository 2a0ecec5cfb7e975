import KnotModel
import KnotPlan
import KnotStore

extension NodeCore {
    func makes(_ fault: Planted) -> Bool { Planted.current.contains(fault) }
}

extension InFlight {
    func makes(_ fault: Planted) -> Bool { Planted.current.contains(fault) }
}

extension EngineSnapshot {
    func claimed(by uid: UID) -> Self {
        var snapshot = self
        for index in containers.indices { snapshot.containers[index].ownership.uid = uid }
        return snapshot
    }

    func placed(at epoch: UInt64) -> Self {
        var snapshot = self
        for index in containers.indices { snapshot.containers[index].ownership.epoch = epoch }
        return snapshot
    }
}
