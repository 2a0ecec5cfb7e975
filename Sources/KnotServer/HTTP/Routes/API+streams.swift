import Hummingbird
import KnotAPI
import KnotEngine
import KnotModel
import KnotNode
import KnotPlan

/// A space's output, and commands in it.
extension API {
    var streamRoutes: [Route] { [logsRoute, execRoute] }

    private var logsRoute: Route {
        Route(
            .get, "\(Self.path(.space))/logs", id: "space_logs",
            "A space's output: frames of type 11 (standard output) and 12 (standard error)",
            parameters: Self.nameParameters(.space) + [
                .flag("follow", "Go on while the space writes"),
                .number("tail", "Begin with the last so many lines"),
                .flag("timestamps", "Begin each line with its time"),
                .text("hook", "Instead what its scripts wrote when they ran last: startup or shutdown"),
            ],
            answers: [.init(mediaType: MediaType.frames, schema: nil)]
        ) { exchange in
            let key = try exchange.key(.space)
            try exchange.caller().check(mayUse: key)
            if let text = exchange.query.text("hook") {
                let output = try await hookOutput(of: key, text, tail: try exchange.query.number("tail"))
                return Answer.stream(type: MediaType.frames) { writer in
                    let frames = Conduit<Frame>(capacity: 16)
                    try await frames.drain(into: &writer) { group in
                        group.addTask {
                            for frame in Frame.cut(.output, output) { guard await frames.send(frame) else { return } }
                            await frames.finish()
                        }
                    }
                }
            }
            let options = LogOptions(
                follow: try exchange.query.flag("follow"), tail: try exchange.query.number("tail"),
                timestamps: try exchange.query.flag("timestamps"))
            let container = try await container(of: key)
            let place = try shares.take(shares.logs, for: try exchange.caller(), "outputs are being read")
            return Answer.stream(type: MediaType.frames) { writer in
                defer { withExtendedLifetime(place) {} }
                try await LogStream(
                    engine: container.engine, id: container.id, key: key, options: options,
                    redactor: node.redaction.current
                ).run(&writer)
            }
        }
    }

    private var execRoute: Route {
        Route(
            .post, "\(Self.path(.space))/exec", id: "space_exec",
            "Runs a command in a space. Both bodies are frames and go at the same time: up 0 (request), 1 (input), "
                + "2 (end of input), 3 (size); down 11 and 12 (output), 13 (exit) or 14 (failure)",
            parameters: Self.nameParameters(.space), body: .init(mediaType: MediaType.frames, schema: nil),
            answers: [.init(mediaType: MediaType.frames, schema: nil)]
        ) { exchange in
            let key = try exchange.key(.space)
            try exchange.caller().check(mayUse: key)
            let container = try await container(of: key)
            let place = try shares.take(shares.commands, for: try exchange.caller(), "commands are running")
            let shell = await node.record(key)?.space.shell
            let body = exchange.request.body
            return Answer.stream(type: MediaType.frames) { writer in
                defer { withExtendedLifetime(place) {} }
                let stream = ExecStream(
                    engine: container.engine, id: container.id, key: key, shell: shell,
                    redactor: node.redaction.current)
                try await stream.run(body, &writer)
            }
        }
    }

    private func hookOutput(of key: ResourceKey, _ text: String, tail: Int?) async throws -> [UInt8] {
        guard let hook = Hook(rawValue: text) else {
            throw Failure(
                .invalid, subject: key.description, "there is no hook '\(text)'; they are startup and shutdown")
        }
        let record = try await live(key)
        if let place = record.placement?.value.node, place != node.identity.node {
            throw Failure(.notFound, subject: key.description, "\(key) runs on node \(names[place]); ask that server")
        }
        guard let output = node.hookOutput(record.uid, hook) else {
            throw Failure(
                .notFound, subject: key.description,
                "no \(hook.title) script of \(key) has run on this node; '\(hook.field)' of its template names one")
        }
        guard let tail else { return output }
        var lines = output.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false)
        let endsLine = lines.last?.isEmpty == true
        if endsLine { lines.removeLast() }
        return Array(lines.suffix(max(0, tail)).joined(separator: [UInt8(ascii: "\n")])) + (endsLine ? [10] : [])
    }

    /// The container in which a space runs, or ran last, on this node.
    private func container(of key: ResourceKey) async throws -> (engine: any ContainerEngine, id: String) {
        let record = try await live(key)
        guard let status = record.currentStatus, let kind = status.engine, let id = status.containerID else {
            let phase = record.currentStatus?.phase.rawValue ?? Status.Phase.pending.rawValue
            throw Failure(
                .containerMissing, subject: key.description,
                "\(key) has no container (it is \(phase)); start it, or see `knot why \(key)`")
        }
        guard status.node == node.identity.node else {
            throw Failure(
                .containerMissing, subject: key.description,
                "\(key) runs on node \(names[status.node]); ask that server")
        }
        return (try node.engine(kind), id)
    }
}
