import AsyncHTTPClient
import KnotModel
import NIOCore

extension DockerEngine {
    /// Chunks of output that wait to be read, each as large as the engine sent it; then the engine has to wait.
    static let waitingChunks = 32

    package func logs(containerID: String, _ options: LogOptions) -> AsyncThrowingStream<OutputChunk, any Error> {
        let call = EngineCall(
            .get, "/containers/\(percentEncoded(containerID))/logs",
            query: [
                ("stdout", "1"), ("stderr", "1"), ("follow", options.follow ? "1" : "0"),
                ("tail", options.tail.map { String(max(0, $0)) } ?? "all"),
                ("timestamps", options.timestamps ? "1" : "0"),
            ], about: .container(containerID))
        return Pipe<OutputChunk>.stream(capacity: Self.waitingChunks) { [self] pipe in
            let response = try await open(call)
            do {
                var decoder = OutputDecoder()
                for try await buffer in response.body {
                    for chunk in decoder.chunks(buffer.readableBytesView) { await pipe.send(chunk) }
                }
            } catch {
                throw failure(error, in: call)
            }
        }
    }
}
