import KnotModel

/// One call to an engine. Performing it twice does no harm: what is already so counts as done.
package enum Action: Sendable, Hashable {
    /// Succeeds when the engine has the image, fails with `imageMissing` when it does not. Changes nothing.
    case checkImage(reference: String)
    case pullImage(reference: String, auth: RegistryAuth?)
    case createVolume(name: String, ownership: Ownership)
    case removeVolume(name: String)
    /// Makes a directory of the node for the resource. One that is there already, and that knot did not make, is used as
    /// it is and never removed. `rule`: where it may be made, once symbolic links are resolved.
    case createDirectory(path: String, ownership: Ownership, rule: HostPathRule?)
    /// The resource no longer uses the directory: removes it with all in it, if knot made it and nobody else uses it.
    case removeDirectory(path: String, ownership: Ownership)
    case createContainer(ContainerSpec, ownership: Ownership)
    case startContainer(ContainerReference)
    /// `grace` in milliseconds, then the engine kills it.
    case stopContainer(ContainerReference, grace: Int64)
    /// Removes it with its anonymous volumes. One that runs is removed only with `force`; without it the engine refuses
    /// with `conflict`, because it came up again since it was looked at.
    case removeContainer(ContainerReference, force: Bool)
    case unpauseContainer(ContainerReference)
    case updateResources(ContainerReference, ContainerSpec.Resources)
    case renameContainer(ContainerReference, to: String)
    case connectNetwork(ContainerReference, network: String)
    case disconnectNetwork(ContainerReference, network: String)
    /// Puts a setting back that somebody else may change.
    case restoreSetting(ContainerReference, ContainerSetting)
}

/// The container a step is about.
package enum ContainerReference: Sendable, Hashable {
    /// Learnt from a snapshot.
    case id(String)
    /// The one that an earlier `createContainer` of the same plan makes.
    case created
}

/// What an action came to.
package enum ActionOutcome: Sendable, Hashable {
    case done
    /// The volume or directory that was to be made was there before.
    case wasThere
    case created(containerID: String)
}

/// How far a pull has come.
package struct PullProgress: Sendable, Hashable {
    /// Bytes; 0 while unknown.
    package var current: Int64
    package var total: Int64
    /// The engine's word: `Downloading`, `Extracting` …
    package var stage: String

    package init(current: Int64, total: Int64, stage: String) {
        self.current = current
        self.total = total
        self.stage = stage
    }
}
