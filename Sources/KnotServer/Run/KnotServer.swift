import AsyncHTTPClient
import Foundation
import Hummingbird
import KnotAPI
import KnotCrypto
import KnotDatabase
import KnotEngine
import KnotModel
import KnotNode
import KnotPlan
import KnotStore
import Logging
import NIOSSL
import ServiceLifecycle
import UnixSignals

/// A server of one node: what `knot server` runs.
package struct KnotServer: Sendable {
    /// How long a stop may take before what still runs is cancelled.
    static let stopLimit = Duration.seconds(20)

    let configuration: ServerConfiguration
    let version: String
    let logger: Logger
    let redaction: Redaction

    /// Serves until SIGTERM or SIGINT, then stops gracefully; containers are left as they are.
    ///
    /// - Throws: Why it could not start, or what ended it.
    package static func run(_ loaded: ServerConfiguration.Loaded, version: String = "1.0.0") async throws(Failure) {
        let configuration = loaded.configuration
        let level = Logger.Level(rawValue: configuration.logLevel.rawValue) ?? .info
        let isJSON = configuration.logFormat == .json
        let redaction = Redaction()
        LoggingSystem.bootstrap { _ in LogOutput(level: level, json: isJSON, redaction: redaction) }
        // Whatever is made from here on is this user's only.
        umask(0o077)
        // Whoever reads the log may go; that is no reason to.
        signal(SIGPIPE, SIG_IGN)
        let logger = Logger(label: "knot")
        for notice in loaded.notices { logger.notice("\(notice)") }
        try await KnotServer(
            configuration: configuration, version: version, logger: logger, redaction: redaction
        ).serve()
    }

    private func serve() async throws(Failure) {
        try await UnixSocket.prepare(configuration.socketPath)
        try await NetworkPort.check(configuration.listen)
        let codec = try Self.codec(encryptKey: configuration.encryptKey)
        let wasThere = FileManager.default.fileExists(atPath: configuration.databasePath)
        let database = try SQLiteDatabase.open(
            path: configuration.databasePath, identity: .random(), name: configuration.nodeName, codec: codec)
        let client = DockerEngine.makeClient()
        let result: Result<Void, Failure>
        do throws(Failure) {
            try await serve(database, try nodeKey(isExpected: wasThere), codec, client)
            result = .success(())
        } catch {
            result = .failure(error)
        }
        await database.close()
        // At the end of the process a client that cannot be shut down any more does no harm.
        try? await client.shutdown()
        try result.get()
    }

    /// How records are stored, with the key of `server.encrypt` if there is one.
    static func codec(encryptKey key: String?) throws(Failure) -> StorageCodec {
        do { return StorageCodec(try SealedBytes(key: key)) } catch { throw Self.noKey(error) }
    }

    /// - Parameter isExpected: Whether the node was there before, so that it should have a key.
    private func nodeKey(isExpected: Bool) throws(Failure) -> VerifyingKey? {
        let file = NodeKeyFile(database: configuration.databasePath)
        let found = try file.load()
        if let failure = found.unsaved {
            logger.warning("The node has no key: it could not be stored", metadata: ["error": "\(failure)"])
            return nil
        }
        if found.isNew, isExpected {
            logger.warning(
                "The node had no key and has a new one: so it is after an upgrade, else the file was lost",
                metadata: ["error": "\(file.path) was missing"])
        }
        if found.wasOpen {
            logger.warning(
                found.isOpen
                    ? "Others can read the node's key, and its permissions cannot be changed"
                    : "Others could read the node's key; they no longer can",
                metadata: ["error": "\(file.path) had permissions for others than its user"])
        }
        return found.key.publicKey
    }

    private func seal() throws(Failure) -> StorageSeal {
        do { return try StorageSeal(key: configuration.encryptKey) } catch { throw Self.noKey(error) }
    }

    private static func noKey(_ error: CryptoFailure) -> Failure {
        Failure(
            .invalid, subject: "server.encrypt", "server.encrypt is no usable key; make one with `knot genkey`",
            cause: "\(error)")
    }

    private func serve(
        _ database: SQLiteDatabase, _ key: VerifyingKey?, _ codec: StorageCodec, _ client: HTTPClient
    ) async throws(Failure) {
        var loaded = try await database.load(into: LaneTable())
        let state = loaded.state
        // Where nothing may be written, there is nothing to claim.
        if state.failure == nil { try await database.claim() }
        if let failure = state.failure {
            logger.error("The database cannot be written", metadata: ["error": "\(failure)"])
        }
        if let lost = state.lost {
            logger.error(
                "The database was set back: what it does not know is left alone until it is accepted",
                metadata: [
                    "revision": "\(lost.since)",
                    "action": "knot admin accept-database says what there is, and that this database is right",
                ])
        }
        for note in state.notes {
            logger.warning("A file of the database needs attention", metadata: ["error": "\(note)"])
        }
        if let lead = StampLead(loaded.entries.unordered, at: NodeClock().now().wall) {
            logger.warning(
                "The database has stamps that are ahead of the clock: new ones go on from there",
                metadata: ["revision": "\(lead.latest)", "error": "\(lead.message)", "action": "knot admin restamp"])
        }
        let adoptions = AdoptionBook(state)
        var logger = logger
        logger[metadataKey: "node"] = "\(configuration.nodeName)"
        logger.info("The database was read", metadata: ["resource": "node \(state.node) of cluster \(state.cluster)"])
        let registry = MetricRegistry()
        let seal = try seal()
        let node = Node(
            identity(state), state: state, entries: loaded.entries, database: database,
            engines: engines(client, seal, adoptions, logger), metrics: NodeMetrics(registry),
            hookOutputs: hookOutputs(state, loaded.entries, seal), redaction: redaction, adoptions: adoptions,
            codec: codec, logger: logger)
        // From here on they are the node's: a second table would have to be copied at its first change.
        loaded.entries = LaneTable()
        await logUnreadable(state, node)
        let api = API(
            node: node, registry: registry, version: version, access: configuration.access,
            nodeKey: try? key?.fingerprint)
        let tls = try configuration.tls.map { tls throws(Failure) in
            try ServerTLS.configuration(tls, directory: dataDirectory, names: certificateNames)
        }
        let services: [any Service] = [node, socketListener(api, logger), networkListener(api, tls, logger)]
        var group = ServiceGroupConfiguration(
            services: services.map { .init(service: $0) }, gracefulShutdownSignals: [.sigterm, .sigint],
            logger: quiet(logger))
        group.maximumGracefulShutdownDuration = Self.stopLimit
        do {
            try await ServiceGroup(configuration: group).run()
        } catch {
            throw error as? Failure ?? failure(of: error)
        }
    }

    /// Tells of all that cannot be read: damaged rows, and resources that are of another key or version.
    private func logUnreadable(_ state: StoredState, _ node: Node) async {
        let resources = await node.databaseDocument.unreadable.map { ($0.name, $0.failure) }
        let unreadable = resources + state.quarantined.filter(\.isEvent).map { ($0.key, $0.failure) }
        guard !unreadable.isEmpty else { return }
        logger.error(
            "The database is damaged, or of another key or version",
            metadata: [
                "action": """
                knot admin check-database lists what cannot be read; put a backup in place, or set such records \
                aside with knot admin discard
                """
            ])
        for (name, failure) in unreadable {
            logger.error(
                "Stored record cannot be read; nothing of it is touched",
                metadata: ["resource": "\(name)", "error": "\(failure)"])
        }
    }

    private func identity(_ state: StoredState) -> NodeCore.Configuration {
        var identity = NodeCore.Configuration(
            node: state.node, cluster: state.cluster, names: NodeNames([state.node: configuration.nodeName]),
            zone: configuration.zone,
            enginePreference: configuration.runtimePreference, seed: UInt64.random(in: .min ... .max),
            server: configuration.expressionGroup, homeDirectory: NSHomeDirectory(),
            workingDirectory: FileManager.default.currentDirectoryPath, parallelism: configuration.parallelism,
            relistInterval: configuration.relistInterval.milliseconds, policy: configuration.policy,
            labelKey: state.labelKey)
        identity.firstCluster = state.origin
        identity.hosts = configuration.nodeHosts
        identity.resourceBound = configuration.resourceLimit
        identity.openingHours = CalendarHours.openingHours(
            timeZone: TimeZone(identifier: configuration.timezone) ?? .current)
        return identity
    }

    private func hookOutputs(_ state: StoredState, _ entries: LaneTable, _ seal: StorageSeal) -> HookOutputs {
        let outputs = HookOutputs(directory: dataDirectory + "/hooks", seal: seal)
        // Whose the others are is not known while records cannot be read, or are lost.
        guard state.recovery.quarantine.isEmpty, state.lost == nil else { return outputs }
        outputs.removeAll(but: Set(entries.objects.map(\.uid.text)))
        return outputs
    }

    private func engines(
        _ client: HTTPClient, _ seal: StorageSeal, _ adoptions: AdoptionBook, _ logger: Logger
    ) -> [any ContainerEngine] {
        let directories = DirectoryRegistry(folder: dataDirectory + "/directories", seal: seal)
        let creations = CreationJournal(folder: dataDirectory + "/creations", seal: seal.files(.creation))
        let data = URL(fileURLWithPath: dataDirectory).standardizedFileURL.path
        let pins = PinnedMounts(
            folder: Self.mountFolder(of: data), records: data + "/mounts",
            policy: configuration.policy.hostPaths, seal: seal.files(.mount))
        return configuration.engineAddresses.sorted { $0.key < $1.key }.compactMap { kind, addresses in
            guard kind == .docker || kind == .podman, configuration.runtimePreference.contains(kind) else { return nil }
            let candidates = addresses.compactMap { text -> DockerEngine? in
                do throws(FormatError) {
                    let endpoint = try EngineEndpoint(parsing: text)
                    return DockerEngine(
                        kind: kind, endpoint: endpoint, client: client, logger: logger, creations: creations,
                        pins: pins, volumes: configuration.policy.volumes)
                } catch {
                    logger.warning("Engine address ignored", metadata: ["error": "\(error)"])
                    return nil
                }
            }
            return CandidateEngine(candidates).map {
                AdoptingEngine(EngineWithDirectories($0, directories), adoptions)
            }
        }
    }

    private func socketListener(_ api: API, _ logger: Logger) -> Listener {
        let path = configuration.socketPath
        return Listener(api, at: .socket(path: path), logger: logger) { _ in
            do throws(Failure) {
                try UnixSocket.restrict(path)
                logger.info("Listening on unix://\(path)")
            } catch {
                logger.error("The socket could not be restricted", metadata: ["error": "\(error)"])
            }
        }
    }

    private func networkListener(_ api: API, _ tls: TLSConfiguration?, _ logger: Logger) -> Listener {
        let listen = configuration.listen
        let host = listen.host.isEmpty ? "0.0.0.0" : listen.host
        let scheme = tls == nil ? "http" : "https"
        return Listener(api, at: .network(host: host, port: listen.port), tls: tls, logger: logger) { port in
            let shown = ListenAddress(host: host, port: port ?? listen.port)
            logger.info("Listening on \(scheme)://\(shown)")
        }
    }

    /// Where this server mounts paths for engines. Not beside its database: whoever removes that directory must not remove
    /// what is mounted.
    private static func mountFolder(of dataDirectory: String) -> String {
        let digest = (try? Digest.sha256(dataDirectory.utf8)) ?? Array(dataDirectory.utf8)
        return "/run/knot/" + ByteText.hex(Array(digest.prefix(8)))
    }

    private var dataDirectory: String { (configuration.databasePath as NSString).deletingLastPathComponent }

    /// What a self-signed certificate is for.
    private var certificateNames: [String] {
        var names = [URLComponents(string: configuration.url)?.host, configuration.hostname].compactMap { $0 }
        if !configuration.wildcardDomain.isEmpty { names.append(configuration.wildcardDomain) }
        names += ["localhost", "127.0.0.1", "::1"]
        var seen: Set<String> = []
        return names.filter { !$0.isEmpty && seen.insert($0).inserted }
    }

    private func quiet(_ logger: Logger) -> Logger {
        var quiet = logger
        quiet.logLevel = max(logger.logLevel, .warning)
        return quiet
    }

    private func failure(of error: any Error) -> Failure {
        Failure(
            .unknown, subject: "server",
            "the server cannot serve on \(configuration.listen) and \(configuration.socketPath)",
            cause: "\(error)")
    }
}
