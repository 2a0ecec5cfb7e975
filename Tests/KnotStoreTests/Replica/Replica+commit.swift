import KnotStore

extension Replica {
    /// Takes in a commit of another replica, as if it were stored.
    @discardableResult
    mutating func commit(_ push: Push) -> [ReplicaChange] { receive(push).changes }

    /// The same, with what was lost in it.
    mutating func receive(_ push: Push) -> (changes: [ReplicaChange], overwritten: [LostWrite]) {
        let staged = stage([.push(push)], limit: .max)
        return (commit(staged), staged.delta.overwritten)
    }
}
