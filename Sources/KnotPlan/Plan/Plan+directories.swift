import KnotModel

/// The directories of the node that a template's `paths` names: made like volumes, and removed like them.
extension Plan {
    /// Before each container that is made or started: an engine would make those itself, owned by nobody, or not start.
    mutating func makeDirectories(_ rendered: RenderedSpace, _ desired: DesiredSpace, _ cause: Cause) {
        for path in rendered.directories {
            let rule = rendered.container.hostPaths
            steps.append(Step(.createDirectory(path: path, ownership: desired.ownership, rule: rule), cause))
        }
    }

    /// The directories of a deleted space: those it made, and those it took up from a deleted space of its name.
    mutating func removeDirectories(_ desired: DesiredSpace, _ observed: ObservedSpace) {
        let used = (try? desired.rendered.get())?.directories ?? []
        for directory in observed.directories
        where directory.uid == desired.ownership.uid || used.contains(directory.path) {
            let action = Action.removeDirectory(path: directory.path, ownership: desired.ownership)
            steps.append(Step(action, .deletionRequested))
        }
    }
}
