import Hummingbird
import KnotAPI
import KnotModel
import NIOCore
import ServiceLifecycle

/// Writes a watch of events: those known, then each as it happens, one JSON document a line.
///
/// An empty line now and then shows that the connection lives.
struct EventStream {
    let opening: EventWatch.Opening
    let names: NodeNames

    /// Returns when the watch is cut, or the server stops; throws when the watcher is gone.
    func run(_ writer: inout any ResponseBodyWriter) async throws {
        let end = opening.end
        defer { end() }
        var lines = ByteBuffer()
        for event in opening.events { lines.writeBytes(try line(event)) }
        try await writer.write(lines)
        try await withTaskCancellationHandler {
            try await withGracefulShutdownHandler {
                for await signal in opening.signals {
                    switch signal {
                    case .beat: try await writer.write(ByteBuffer(string: "\n"))
                    case .happened(let event): try await writer.write(ByteBuffer(bytes: try line(event)))
                    }
                }
            } onGracefulShutdown: {
                end()
            }
        } onCancel: {
            end()
        }
    }

    private func line(_ event: Event) throws -> [UInt8] {
        try APICoding.encode(names.shown(event)) + [UInt8(ascii: "\n")]
    }
}
