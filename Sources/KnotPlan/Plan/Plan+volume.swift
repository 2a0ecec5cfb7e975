import KnotModel

extension Plan {
    /// The plan for a `Volume` resource: there when active, gone when deleted. One that is only deactivated is left
    /// alone, for what it holds.
    ///
    /// | desired | observed | steps |
    /// |---|---|---|
    /// | running | nothing | create it |
    /// | running, stopped | there | none |
    /// | deleted | there | remove it, unless it is kept |
    /// | elsewhere, unrecorded | there | none: what it holds stays |
    package init(
        volume manifest: Manifest, intent: DesiredSpace.Intent, ownership: Ownership, observed: [ObservedVolume]
    ) {
        self.init()
        let name = VolumeNames.engineName(of: manifest)
        let known = observed.filter { $0.ownership.uid == ownership.uid }
        switch intent {
        // One that an earlier resource of the name left behind, kept, is taken as it is.
        case .running where !observed.contains { $0.name == name }:
            steps.append(Step(.createVolume(name: name, ownership: ownership), .notThere))
        case .deleted(keepVolumes: false):
            for volume in known { steps.append(Step(.removeVolume(name: volume.name), .deletionRequested)) }
        default:
            break
        }
    }
}
