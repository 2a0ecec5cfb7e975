import KnotModel
import KnotPlan

/// Paths of the node in containers: pinned where this server can, else only where nobody can exchange them.
extension DockerEngine {
    /// A spec as the engine is to have it.
    struct Prepared: Sendable {
        var spec: ContainerSpec
        /// Places of pins by the index of their mount.
        var places: [Int: String] = [:]
        var token: String?
    }

    private var resolver: HostPathResolver { HostPathResolver(engineSocket: endpoint.socketPath) }

    private static func paths(of spec: ContainerSpec) -> [(index: Int, path: String, destination: String)] {
        spec.mounts.indices.compactMap { index in
            spec.mounts[index].hostPath.map { (index, $0, spec.mounts[index].destination) }
        }
    }

    /// Makes a container whose paths of the node are what was judged, whatever happens to them meanwhile.
    func makeWithPaths(
        _ spec: ContainerSpec, _ make: (Prepared) async throws(Failure) -> String
    ) async throws(Failure) -> String {
        let paths = Self.paths(of: spec)
        guard let pins, !paths.isEmpty else { return try await make(Prepared(spec: try bare(spec, nil))) }
        guard pins.beginCreation() else {
            throw Failure(
                .busy, subject: spec.name,
                "container \(spec.name) waits for the start of another one, which was made by an earlier version")
        }
        defer { pins.endCreation() }
        if let why = await obstacle(to: pins) { return try await make(Prepared(spec: try bare(spec, why))) }
        let creation = try await pins.pin(
            paths.map { ($0.path, $0.destination) }, for: spec.name, of: endpoint, rule: spec.hostPaths, at: stamp)
        var prepared = Prepared(spec: spec, token: creation.token)
        for (path, pinned) in zip(paths, creation.pinned) { prepared.places[path.index] = pinned.place }
        let id: String
        do throws(Failure) {
            id = try await make(prepared)
        } catch {
            // Whoever gave no answer may have made it all the same; the next look at all containers tells.
            if error.code != .engineUnreachable, error.code != .unknown { await pins.release(creation.token) }
            guard isAbout(pins, error) else { throw error }
            return try await make(Prepared(spec: try bare(spec, Self.unseen)))
        }
        try await note(creation.token, id, pins)
        return id
    }

    private static let unseen =
        "the engine does not see what the server mounts: it has mounts of its own, or does not run as root"

    /// The container may be one that an earlier, unanswered call made, with pins of its own.
    private func note(_ token: String, _ id: String, _ pins: PinnedMounts) async throws(Failure) {
        let tokens = Set((try await inspect(id)?.paths ?? []).compactMap { pins.token(of: $0.source) })
        for found in tokens { try await pins.note(found, is: id) }
        if !tokens.contains(token) { await pins.release(token) }
    }

    /// Why paths cannot be pinned for this engine; `nil` when they can.
    private func obstacle(to pins: PinnedMounts) async -> String? {
        guard case .unix = endpoint else { return "the engine at \(endpoint) may run on another machine" }
        return await pins.obstacle()
    }

    private func isAbout(_ pins: PinnedMounts, _ failure: Failure) -> Bool {
        failure.cause?.contains(pins.place.folder + "/") == true
    }

    /// The spec with its paths resolved, to be mounted as they are.
    ///
    /// - Parameter why: Why they cannot be pinned; then only those pass that nobody can exchange. `nil` lets all pass.
    private func bare(_ spec: ContainerSpec, _ why: String?) throws(Failure) -> ContainerSpec {
        var spec = spec
        guard let rule = spec.hostPaths else { return spec }
        for (index, path, destination) in Self.paths(of: spec) {
            let resolved = try resolver.resolve(path, for: spec.name, field: "container.volumes", rule: rule)
            if let why, !Self.isSafe(resolved, rule) { throw Self.unprotectable(path, destination, spec.name, why) }
            spec.mounts[index].source = .path(resolved)
        }
        return spec
    }

    /// Whether no space can put something else in the place of a path: the administrator names it, and nothing above it.
    private static func isSafe(_ resolved: String, _ rule: HostPathRule) -> Bool {
        let roots = LinkTrail.roots(rule.allowed)
        return roots.contains("/")
            || roots.contains(resolved)
                && !roots.contains { $0 != resolved && AbsolutePath.isPath(resolved, inside: $0) }
    }

    private static func unprotectable(
        _ path: String, _ destination: String, _ container: String, _ why: String
    ) -> Failure {
        Failure(
            .refusedByPolicy, subject: container,
            "'\(path):\(destination)' cannot be mounted safely: a space that mounts a directory above '\(path)' could put a "
                + "link in its place, and the server cannot keep it in place here: \(why); run the server as root beside "
                + "the engine, or name '\(path)' itself in policy.allowed_paths, and nothing above it")
    }

    // MARK: Starts

    /// Starts a container with the paths that it was made for: pinned again, or, in one that was made without pins, only
    /// where nobody can exchange them.
    func startWithPaths(
        _ id: String, _ start: () async throws(Failure) -> Void
    ) async throws(Failure) {
        guard let pins, let found = try await inspect(id), Self.state(found.state?.status) != .running,
            !found.paths.isEmpty
        else { return try await start() }
        let name = found.plainName
        var expected: [PinnedMounts.Pinned] = []
        for token in Set(found.paths.compactMap { pins.token(of: $0.source) }).sorted() {
            guard
                let pinned = try await pins.pinAgain(
                    token, container: id, socket: endpoint.socketPath, subject: name)
            else { throw Self.unknownPins(name) }
            expected += pinned
        }
        let others = found.paths.filter { pins.token(of: $0.source) == nil }
        if others.isEmpty {
            try await startSeeing(pins, name, start)
        } else {
            guard pins.beginBareStart() else {
                throw Failure(.busy, subject: name, "container \(name) waits until others are made")
            }
            defer { pins.endBareStart() }
            expected += try await judge(others, name, pins)
            try await start()
        }
        try await check(id, name, expected, found.hostConfig?.privileged == true)
    }

    private static func unknownPins(_ name: String) -> Failure {
        Failure(
            .refusedByPolicy, subject: name,
            "container \(name) mounts paths of the node of which the server knows nothing any more, so they cannot be "
                + "judged; restart the space, which makes the container anew")
    }

    private func startSeeing(
        _ pins: PinnedMounts, _ name: String, _ start: () async throws(Failure) -> Void
    ) async throws(Failure) {
        do throws(Failure) { try await start() } catch {
            guard isAbout(pins, error) else { throw error }
            throw Failure(
                .engineFailed, subject: name,
                "container \(name) is not started: \(Self.unseen); start both in one mount namespace, then restart the "
                    + "space", cause: error.cause)
        }
    }

    /// Paths of a container that an earlier version made.
    private func judge(
        _ paths: [InspectedContainer.Path], _ name: String, _ pins: PinnedMounts
    ) async throws(Failure) -> [PinnedMounts.Pinned] {
        guard let rule = pins.policy else { return [] }
        let risky = paths.filter { !Self.isSafe(AbsolutePath.normal($0.source), rule) }
        guard let first = risky.first else { return [] }
        if let why = await obstacle(to: pins) {
            throw Self.unprotectable(first.source, first.destination, name, why)
        }
        let writable = try await writablePaths(pins)
        var expected: [PinnedMounts.Pinned] = []
        for path in risky {
            let source = AbsolutePath.normal(path.source)
            let above = writable.first { $0 != source && AbsolutePath.isPath(source, inside: $0) }
            let held = try? HostDescriptor.open(source, makes: true)
            guard above == nil, let held else {
                let why = above.map { "a space can write '\($0)'" } ?? "a part of it is a link now"
                throw Failure(
                    .refusedByPolicy, subject: name,
                    "container \(name) was made by an earlier version and mounts '\(path.source)', which can be exchanged: "
                        + "\(why); restart the space, which makes its container anew with the path kept in place")
            }
            expected.append(.init(place: source, destination: path.destination, identity: held.identity))
        }
        return expected
    }

    /// The paths of the node that some container of knot's has, to write.
    private func writablePaths(_ pins: PinnedMounts) async throws(Failure) -> [String] {
        var found: [String] = []
        let records = Dictionary(
            try await pins.all(of: endpoint).map { ($0.token, $0) }, uniquingKeysWith: { first, _ in first })
        for id in try await listedIDs() {
            for path in try await inspect(id)?.paths ?? [] where path.isWritable {
                if let record = pins.token(of: path.source).flatMap({ records[$0] }) {
                    found += record.pins.map(\.resolved)
                } else {
                    found.append(AbsolutePath.normal(path.source))
                }
            }
        }
        return found
    }

    /// Looks at what the engine really mounted; what is something else does not run on.
    private func check(
        _ id: String, _ name: String, _ expected: [PinnedMounts.Pinned], _ isPrivileged: Bool
    ) async throws(Failure) {
        // One that may mount may have mounted something else itself.
        guard !expected.isEmpty, !isPrivileged, let pid = try await runningPID(id) else { return }
        let wrong = MountCheck.mismatches(pid: pid, container: id, expected)
        guard let first = wrong.first, try await runningPID(id) == pid else { return }
        _ = try await answer(
            EngineCall(
                .post, "/containers/\(percentEncoded(id))/kill", query: [("signal", "KILL")], about: .container(id)))
        throw Failure(
            .refusedByPolicy, subject: name,
            "container \(name) was stopped: the engine had mounted something else at '\(first)' than what was judged; "
                + "see who exchanges the path on the node, then restart the space")
    }

    private func runningPID(_ id: String) async throws(Failure) -> Int? {
        guard let found = try await inspect(id), Self.state(found.state?.status) == .running else { return nil }
        return found.state?.pid
    }

    // MARK: What is left

    /// After this a call that was not answered has made what it makes.
    private static let patience = Duration.seconds(600)

    /// Takes away the pins of containers that are gone.
    func sweepPins(_ known: [PinRecord], _ listed: [(id: String, name: String)]) async {
        guard let pins else { return }
        for record in known {
            if let container = record.container {
                if !listed.contains(where: { $0.id == container }) { await pins.release(record.token) }
            } else if pins.age(of: record.token) > Self.patience {
                let holder = listed.first { $0.name == record.name }
                let found = if let holder { try? await inspect(holder.id) } else { InspectedContainer?.none }
                if let found, found.paths.contains(where: { pins.token(of: $0.source) == record.token }) {
                    try? await pins.note(record.token, is: found.id)
                } else if holder == nil || found != nil {
                    await pins.release(record.token)
                }
            }
        }
    }
}
