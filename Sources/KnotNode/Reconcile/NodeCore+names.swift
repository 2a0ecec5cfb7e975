import KnotModel
import KnotPlan

/// Names of containers that two spaces ask for.
extension NodeCore {
    /// The failure, which names the space that has the container's name already, where it is one of this node's.
    func namingHolder(_ failure: Failure, _ key: ResourceKey, _ errand: Execution.Errand) -> Failure {
        guard failure.code == .nameTaken, case .createContainer(let spec, _) = errand.step.action,
            let holder = holder(of: spec.name, on: errand.engine, besides: key)
        else { return failure }
        var failure = failure
        failure.message =
            "container name '\(spec.name)' is taken by \(holder), whose 'container_name' comes to the same; give one of the "
            + "two another, leave 'container_name' out, or write '${{ .user.username }}-${{ .space.name }}' into it"
        return failure
    }

    private func holder(of name: String, on kind: EngineKind, besides key: ResourceKey) -> ResourceKey? {
        work.filter { entry in
            entry.key != key && entry.value.looks.views[kind]?.snapshot.containers.contains { $0.name == name } == true
        }.keys.min()
    }
}
