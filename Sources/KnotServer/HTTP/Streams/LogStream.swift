import Hummingbird
import KnotAPI
import KnotEngine
import KnotModel
import KnotNode
import KnotPlan
import NIOCore

/// Writes a container's output as frames until it ends; one that follows says now and then that it lives.
struct LogStream {
    let engine: any ContainerEngine
    let id: String
    let key: ResourceKey
    let options: LogOptions
    /// Hides protected values in failures; what the space writes is its user's.
    var redactor = Redactor()

    func run(_ writer: inout any ResponseBodyWriter) async throws {
        let frames = Conduit<Frame>(capacity: 16)
        try await frames.drain(into: &writer) { group in
            group.addTask {
                do {
                    for try await chunk in engine.logs(containerID: id, options) {
                        for frame in chunk.frames { guard await frames.send(frame) else { return } }
                    }
                } catch {
                    await frames.send(Frame.failure(error, key: key, redactor))
                }
                await frames.finish()
            }
        }
    }
}

extension OutputChunk {
    var frames: [Frame] { Frame.cut(source == .standardError ? .errorOutput : .output, bytes) }
}

extension Frame {
    /// The last frame of a stream that did not end well.
    static func failure(_ error: any Error, key: ResourceKey, _ redactor: Redactor) -> Frame {
        let failure =
            error as? Failure
            ?? Failure(.unknown, subject: key.description, "the stream of \(key) broke off", cause: "\(error)")
        return Self.failure(redactor.redacted(failure))
    }

    static func failure(_ failure: Failure) -> Frame {
        // A failure of strings always encodes.
        Frame(.failure, payload: Array(((try? APICoding.encode(failure)) ?? []).prefix(maximumPayload)))
    }
}
