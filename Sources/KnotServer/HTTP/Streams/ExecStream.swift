import Hummingbird
import KnotAPI
import KnotEngine
import KnotModel
import KnotPlan

/// Runs one command: frames from the request's body in, frames out, both at the same time over one request.
///
/// When the client goes away the session is let go of, which ends the command's terminal.
struct ExecStream {
    /// The most arguments and environment entries together.
    static let maximumWords = 1024

    let engine: any ContainerEngine
    let id: String
    let key: ResourceKey
    /// What the space names to run when the request names no command; `nil` is the best shell of the image.
    let shell: String?
    /// Hides protected values in failures; what the command writes is its user's.
    var redactor = Redactor()

    /// Bash where the image has it, else the shell that every image with a shell has.
    private static let usualShell = [
        "/bin/sh", "-c", "if command -v bash > /dev/null 2>&1; then exec bash; else exec /bin/sh; fi",
    ]

    func run(_ body: RequestBody, _ writer: inout any ResponseBodyWriter) async throws {
        let input = Conduit<Frame>(capacity: 16)
        let output = Conduit<Frame>(capacity: 16)
        try await output.drain(into: &writer) { group in
            group.addTask {
                do {
                    try await read(body, into: input)
                } catch {
                    await output.send(Frame.failure(error, key: key, redactor))
                    await output.finish()
                }
                await input.finish()
            }
            group.addTask {
                do {
                    await output.send(try await serve(input, output))
                } catch {
                    await output.send(Frame.failure(error, key: key, redactor))
                }
                await output.finish()
            }
        }
    }

    /// Takes the body apart. A body that ends within a frame, as when the client is gone, is a failure.
    private func read(_ body: RequestBody, into input: Conduit<Frame>) async throws {
        var decoder = FrameDecoder()
        for try await bytes in body {
            decoder.append(bytes.readableBytesView)
            while let frame = try frame(from: &decoder) { guard await input.send(frame) else { return } }
        }
        guard decoder.isAtBoundary || Task.isCancelled else { throw malformed("the stream ends within a frame") }
    }

    private func frame(from decoder: inout FrameDecoder) throws(Failure) -> Frame? {
        do throws(FrameDecoder.DecodingFailure) {
            return try decoder.next()
        } catch {
            throw malformed(error.description)
        }
    }

    /// Runs the command; returns the frame that ends the stream.
    private func serve(_ input: Conduit<Frame>, _ output: Conduit<Frame>) async throws -> Frame {
        let session = try await engine.exec(containerID: id, try request(await input.next()))
        let result: Result<Frame, any Error> = await withTaskGroup(of: Void.self) { group in
            group.addTask {
                do {
                    try await feed(input, to: session)
                } catch {
                    await output.send(Frame.failure(error, key: key, redactor))
                    await output.finish()
                }
            }
            do {
                for try await chunk in session.output {
                    for frame in chunk.frames { guard await output.send(frame) else { throw CancellationError() } }
                }
                let code = try await session.exitCode()
                group.cancelAll()
                await input.finish()
                return .success(Frame(.exit, payload: try APICoding.encode(ExitDocument(code: code))))
            } catch {
                group.cancelAll()
                await input.finish()
                return .failure(error)
            }
        }
        await session.close()
        return try result.get()
    }

    private func request(_ frame: Frame?) throws(Failure) -> ExecRequest {
        guard let frame, frame.topic == .request else { throw malformed("the stream must begin with a request frame") }
        let document: ExecDocument
        do {
            document = try APICoding.decodeStrictly(ExecDocument.self, from: frame.payload)
        } catch {
            throw malformed("the request frame is not the JSON that is expected: \(Exchange.reason(error))")
        }
        guard document.command.count + document.environment.count <= Self.maximumWords else {
            throw malformed("the command has more than \(Self.maximumWords) words")
        }
        return ExecRequest(
            command: document.command.isEmpty ? shell.map { [$0] } ?? Self.usualShell : document.command,
            environment: document.environment,
            user: document.user, workdir: document.workdir, tty: document.tty, interactive: document.interactive,
            rows: document.rows, columns: document.columns)
    }

    private func malformed(_ message: String) -> Failure { Failure(.invalid, subject: key.description, message) }

    /// Passes on what the client sends until it stops sending. Throws for what a client may not send.
    private func feed(_ input: Conduit<Frame>, to session: any ExecSession) async throws(Failure) {
        while let frame = await input.next() {
            do throws(Failure) {
                switch frame.topic {
                case .input: try await session.write(frame.payload)
                case .inputEnd: try await session.closeInput()
                case .resize: try await resize(session, frame.payload)
                case .keepAlive: break
                default: throw malformed("the client sent a frame that only a server sends")
                }
            } catch {
                if error.code == .invalid { throw error }
                // The command no longer reads; its output and its exit code are still wanted.
            }
        }
        // A command that has ended has no input to end.
        try? await session.closeInput()
    }

    private func resize(_ session: any ExecSession, _ payload: [UInt8]) async throws(Failure) {
        guard let size = try? APICoding.decodeStrictly(TerminalSize.self, from: payload),
            (1...10_000).contains(size.rows), (1...10_000).contains(size.columns)
        else { throw malformed("a terminal has 1 to 10000 rows and columns") }
        try await session.resize(rows: size.rows, columns: size.columns)
    }
}
