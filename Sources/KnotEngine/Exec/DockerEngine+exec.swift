import AsyncHTTPClient
import KnotModel
import NIOCore

extension DockerEngine {
    package func exec(containerID: String, _ request: ExecRequest) async throws(Failure) -> any ExecSession {
        let subject = EngineCall.Subject.container(containerID)
        guard !request.command.isEmpty else {
            throw Failure(.invalid, subject: subject.name, "a command to run in \(subject.title) is missing")
        }
        let prefix = try await introduced().prefix
        let create = EngineCall(
            .post, "/containers/\(percentEncoded(containerID))/exec", body: Self.body(request), about: subject)
        let created: CreatedReply = try decode(try await call(create), about: subject)
        let start = EngineCall(.post, "/exec/\(percentEncoded(created.id))/start", about: subject)
        let session: DockerExecSession
        do {
            let connection = try await HijackedConnection.open(
                endpoint, uri: start.uri(prefix: prefix), body: ["Detach": false, "Tty": .bool(request.tty)],
                timeout: .seconds(30), on: client.eventLoopGroup)
            session = try await DockerExecSession.start(
                connection, engine: self, id: created.id, container: subject.name, isTerminal: request.tty)
        } catch let refused as HijackedConnection.Refused {
            throw refused.reply.refusal.failure(about: subject)
        } catch {
            throw failure(error, in: start)
        }
        if request.tty, let rows = request.rows, let columns = request.columns {
            // Only a command that runs has a terminal, and the engine answers before it does. Its size can be set
            // again.
            for attempt in 0..<10 {
                if (try? await session.resize(rows: rows, columns: columns)) != nil { break }
                try? await Task.sleep(for: .milliseconds(10 * (attempt + 1)))
            }
        }
        return session
    }

    private static func body(_ request: ExecRequest) -> Value {
        var body: FieldMap = [
            "AttachStdin": .bool(request.interactive), "AttachStdout": true, "AttachStderr": true,
            "Tty": .bool(request.tty), "Cmd": .list(request.command.map(Value.string)),
        ]
        if !request.environment.isEmpty { body["Env"] = .list(request.environment.map(Value.string)) }
        body["User"] = request.user.map(Value.string)
        body["WorkingDir"] = request.workdir.map(Value.string)
        return .map(body)
    }

    func resize(exec id: String, container: String, rows: Int, columns: Int) async throws(Failure) {
        try await call(
            EngineCall(
                .post, "/exec/\(percentEncoded(id))/resize",
                query: [("h", String(max(1, rows))), ("w", String(max(1, columns)))], about: .container(container)))
    }

    func isRunning(exec id: String, container: String) async throws(Failure) -> Bool {
        let subject = EngineCall.Subject.container(container)
        let reply: ExecReply = try decode(
            try await call(EngineCall(.get, "/exec/\(percentEncoded(id))/json", about: subject)), about: subject)
        return reply.running == true
    }

    /// Podman tells the exit code a moment after the output has ended, so it is asked for again for half a minute.
    func exitCode(exec id: String, container: String) async throws(Failure) -> Int {
        let subject = EngineCall.Subject.container(container)
        for attempt in 0..<130 {
            let reply: ExecReply = try decode(
                try await call(EngineCall(.get, "/exec/\(percentEncoded(id))/json", about: subject)), about: subject)
            if reply.running != true, let code = reply.exitCode { return code }
            do {
                try await Task.sleep(for: .milliseconds(min(250, 10 * (attempt + 1))))
            } catch {
                break
            }
        }
        throw Failure(.timeout, subject: subject.name, "the command in \(subject.title) has not ended")
    }
}
