import KnotStore

extension Admission {
    func makes(_ fault: Planted) -> Bool { Planted.current.contains(fault) }
}
