import KnotModel
import NIOCore

/// A command that runs in a container of Docker or Podman, over a connection of its own.
///
/// `output` is read at the reader's pace: when nobody reads, the command has to wait. The connection closes when the
/// command ends, at `close`, and when `output` and the session are let go.
final class DockerExecSession: ExecSession {
    let output: AsyncThrowingStream<OutputChunk, any Error>
    private let engine: DockerEngine
    private let id: String
    private let container: String
    private let isTerminal: Bool
    private let channel: any Channel
    private let writer: NIOAsyncChannelOutboundWriter<ByteBuffer>
    private let lifeline: Lifeline

    private init(
        engine: DockerEngine, id: String, container: String, isTerminal: Bool, channel: any Channel,
        writer: NIOAsyncChannelOutboundWriter<ByteBuffer>, lifeline: Lifeline,
        output: AsyncThrowingStream<OutputChunk, any Error>
    ) {
        self.engine = engine
        self.id = id
        self.container = container
        self.isTerminal = isTerminal
        self.channel = channel
        self.writer = writer
        self.lifeline = lifeline
        self.output = output
    }

    /// Takes over a connection on which command `id` was started.
    static func start(
        _ connection: HijackedConnection, engine: DockerEngine, id: String, container: String, isTerminal: Bool
    ) async throws -> DockerExecSession {
        let pipe = Pipe<OutputChunk>(capacity: DockerEngine.waitingChunks)
        let (writers, handOver) = AsyncStream<NIOAsyncChannelOutboundWriter<ByteBuffer>>.makeStream()
        let task = Task {
            do {
                try await connection.bytes.executeThenClose { inbound, outbound in
                    handOver.yield(outbound)
                    handOver.finish()
                    var decoder = OutputDecoder(isRaw: isTerminal)
                    for try await buffer in inbound {
                        for chunk in decoder.chunks(buffer.readableBytesView) { await pipe.send(chunk) }
                    }
                }
                pipe.finish()
            } catch {
                handOver.finish()
                pipe.finish(
                    .failure(
                        Failure(
                            .engineUnreachable, subject: container, "the connection to a command was lost",
                            cause: "\(error)")))
            }
        }
        let lifeline = Lifeline(task)
        var writer: NIOAsyncChannelOutboundWriter<ByteBuffer>?
        for await given in writers { writer = given }
        guard let writer else { throw ChannelError.ioOnClosedChannel }
        // The stream keeps the lifeline, too: one may read on after letting go of the session.
        let output = AsyncThrowingStream<OutputChunk, any Error> {
            try await withTaskCancellationHandler {
                try await pipe.next()
            } onCancel: {
                lifeline.cancel()
            }
        }
        return DockerExecSession(
            engine: engine, id: id, container: container, isTerminal: isTerminal, channel: connection.bytes.channel,
            writer: writer, lifeline: lifeline, output: output)
    }

    func write(_ bytes: [UInt8]) async throws(Failure) {
        do {
            try await writer.write(ByteBuffer(bytes: bytes))
        } catch {
            throw Failure(.conflict, subject: container, "the command has ended and reads no more", cause: "\(error)")
        }
    }

    func closeInput() async throws(Failure) { writer.finish() }

    func resize(rows: Int, columns: Int) async throws(Failure) {
        guard isTerminal else { return }
        try await engine.resize(exec: id, container: container, rows: rows, columns: columns)
    }

    func isRunning() async throws(Failure) -> Bool { try await engine.isRunning(exec: id, container: container) }

    func exitCode() async throws(Failure) -> Int { try await engine.exitCode(exec: id, container: container) }

    func close() async {
        lifeline.cancel()
        try? await channel.close()
    }
}
