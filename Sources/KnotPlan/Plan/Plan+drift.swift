import KnotModel

/// What differs between a running container and what knot made, though its spec did not change.
extension Plan {
    mutating func checkDrift(
        _ container: ObservedContainer, _ detail: ObservedContainer.Detail, _ desired: DesiredSpace,
        _ memory: PlanMemory
    ) {
        guard !container.ownership.spec.isEmpty else { return }
        let applied = AppliedFields(container.ownership, try? desired.rendered.get())
        checkResources(container, detail, applied, desired, memory)
        checkName(container, applied, desired, memory)
        checkNetworks(container, detail, applied, desired, memory)
        checkSettings(container, detail, applied, desired, memory)
    }

    /// What drifted of a container that is to be replaced: the replacement puts it back, and may have to wait for its image.
    mutating func noteDrift(_ container: ObservedContainer, _ desired: DesiredSpace, _ memory: PlanMemory) {
        guard container.state == .running, let detail = container.detail else { return }
        var seen = Plan()
        seen.checkDrift(container, detail, desired, memory)
        drift += seen.drift.map { difference in
            var difference = difference
            difference.effect = .restart
            return difference
        }
    }

    private mutating func checkResources(
        _ container: ObservedContainer, _ detail: ObservedContainer.Detail, _ applied: AppliedFields,
        _ desired: DesiredSpace, _ memory: PlanMemory
    ) {
        guard applied.knows("memory", "cpus") else { return }
        let wanted = effectiveResources(desired, made: ContainerSpec.resources(of: applied.fields))
        let seen = detail.resources
        let isMemoryOff = !Self.isClose(seen.memory, wanted.memory, within: Self.memoryGrain)
        func bounded(_ nanos: Int64?) -> Int64? {
            guard let most = detail.mostNanoCPUs else { return nanos }
            return nanos.flatMap { $0 < most ? $0 : nil }
        }
        let areCPUsOff = !Self.isClose(
            bounded(seen.nanoCPUs), bounded(wanted.nanoCPUs), within: Self.processorGrain)
        func size(_ bytes: Int64?) -> Value? { bytes.map { .string(ByteCount(bytes: $0).description) } }
        func count(_ nanos: Int64?) -> Value? { nanos.map { .string(CPUCount(nanos: $0).description) } }
        var found: [FieldDifference] = []
        if isMemoryOff {
            found.append(.init(path: "memory", before: size(wanted.memory), after: size(seen.memory), effect: .live))
        }
        if areCPUsOff {
            found.append(
                .init(path: "cpus", before: count(wanted.nanoCPUs), after: count(seen.nanoCPUs), effect: .live))
        }
        guard !found.isEmpty else { return }
        let action = Action.updateResources(.id(container.id), wanted)
        if desired.isObserved {
            correct(found, by: action, desired, memory)
        } else {
            change(found, by: action, memory)
        }
    }

    /// Engines round limits: memory down to a page, processors to the microsecond of a 100 ms period.
    private static let memoryGrain: Int64 = 4_096
    private static let processorGrain: Int64 = 10_000

    private static func isClose(_ a: Int64?, _ b: Int64?, within grain: Int64) -> Bool {
        guard let a, let b else { return a == b }
        return abs(a - b) < grain
    }

    private mutating func checkName(
        _ container: ObservedContainer, _ applied: AppliedFields, _ desired: DesiredSpace, _ memory: PlanMemory
    ) {
        guard let name = applied.fields["container_name"]?.string, name != container.name else { return }
        let found = FieldDifference(
            path: "container_name", before: .string(name), after: .string(container.name), effect: .live)
        correct([found], by: .renameContainer(.id(container.id), to: name), desired, memory)
    }

    /// Compares with the networks the container was made with. One that shares another's network, or has none, cannot be
    /// connected to any.
    private mutating func checkNetworks(
        _ container: ObservedContainer, _ detail: ObservedContainer.Detail, _ applied: AppliedFields,
        _ desired: DesiredSpace, _ memory: PlanMemory
    ) {
        guard applied.knows("network", "networks"), var expected = ContainerSpec.networks(of: applied.fields) else {
            return
        }
        // An engine without root has a way of its own in place of the bridge.
        if detail.networks.contains(where: { ContainerSpec.networkModes.contains($0) }) {
            expected.remove(ContainerSpec.defaultNetwork)
        }
        let seen = Set(detail.networks).subtracting(ContainerSpec.networkModes)
        for network in expected.subtracting(seen).sorted() {
            let found = FieldDifference(path: "networks", before: .string(network), after: nil, effect: .live)
            correct([found], by: .connectNetwork(.id(container.id), network: network), desired, memory)
        }
        for network in seen.subtracting(expected).sorted() {
            let found = FieldDifference(path: "networks", before: nil, after: .string(network), effect: .live)
            correct([found], by: .disconnectNetwork(.id(container.id), network: network), desired, memory)
        }
    }

    private mutating func checkSettings(
        _ container: ObservedContainer, _ detail: ObservedContainer.Detail, _ applied: AppliedFields,
        _ desired: DesiredSpace, _ memory: PlanMemory
    ) {
        let reference = ContainerReference.id(container.id)
        if detail.restartPolicy != "no" {
            let found = FieldDifference(
                path: "restart policy", before: "no", after: .string(detail.restartPolicy), effect: .live)
            correct([found], by: .restoreSetting(reference, .restartPolicy), desired, memory)
        }
        // Without a limit of its own it has the engine's, which may be any.
        if case .int(let limit)? = applied.fields["pids_limit"], limit > 0, let seen = detail.processLimit,
            seen != limit
        {
            let found = FieldDifference(
                path: "pids_limit", before: .int(limit), after: seen == .max ? nil : .int(seen), effect: .live)
            correct([found], by: .restoreSetting(reference, .processLimit(limit)), desired, memory)
        }
        if !detail.otherLimits.isEmpty {
            let found = detail.otherLimits.map {
                FieldDifference(path: $0.key, before: nil, after: $0.value, effect: .live)
            }
            correct(found, by: .restoreSetting(reference, .otherLimits), desired, memory)
        }
    }

    /// Takes in what drifted, and puts it back where that is wanted and has not failed lately.
    mutating func correct(
        _ found: [FieldDifference], by action: Action, _ desired: DesiredSpace, _ memory: PlanMemory
    ) {
        guard desired.drift != .ignore else { return }
        let failed = desired.drift == .correct ? memory.failedCorrections[action] : nil
        drift += found.map { difference in
            var difference = difference
            if failed?.isGivenUp == true { difference.effect = .restart }
            return difference
        }
        if let failed {
            uncorrected.append(failed.failure)
        } else if desired.drift == .correct {
            steps.append(Step(action, .drifted(field: Self.fields(found))))
        }
    }

    /// Brings about in place what the space asks for; what the engine cannot change waits for the restart.
    private mutating func change(_ found: [FieldDifference], by action: Action, _ memory: PlanMemory) {
        guard memory.failedCorrections[action]?.isGivenUp == true else {
            steps.append(Step(action, .changed(field: Self.fields(found))))
            return
        }
        pending += found.map { .init(path: $0.path, before: $0.after, after: $0.before, effect: .restart) }
    }

    private static func fields(_ found: [FieldDifference]) -> String {
        var paths: [String] = []
        for difference in found where !paths.contains(difference.path) { paths.append(difference.path) }
        return paths.joined(separator: " and ")
    }
}

extension ContainerSpec {
    /// The network that an engine gives a container that names none.
    package static let defaultNetwork = "bridge"
    /// What stands in place of a network's name and is none that a container can be connected to.
    package static let networkModes: Set = ["host", "none", "private", "slirp4netns", "pasta"]

    /// The networks that a container was made to be connected to, from its canonical field form; `nil` when it cannot be
    /// connected to any.
    package static func networks(of applied: FieldMap) -> Set<String>? {
        let main = applied["network"]?.string ?? defaultNetwork
        if networkModes.contains(main) || main.hasPrefix("container:") || main.hasPrefix("ns:") { return nil }
        let further = (applied["networks"]?.list ?? []).compactMap(\.string)
        return Set(further + [main == "default" ? defaultNetwork : main])
    }
}
