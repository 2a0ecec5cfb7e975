import Foundation
import KnotAPI
import KnotModel
import NIOPosix

/// One command in a space, joined to this process's streams.
struct ExecSession {
    let client: KnotClient
    let key: ResourceKey
    let document: ExecDocument

    /// Bytes read from standard input at a time.
    private static let chunk = 16 * 1024

    /// Runs to the end and gives the command's exit code. The terminal is as before when this returns or throws.
    func run() async throws -> Int {
        let input = ExecInput()
        let frames = try await client.exec(key, document, input: input)
        let terminal = document.tty ? try RawTerminal() : nil
        defer { terminal?.restore() }
        let resizes = document.tty ? Self.followSize(input) : nil
        defer { resizes?.cancel() }
        let reading = document.interactive ? Task { await Self.pump(input) } : nil
        defer {
            reading?.cancel()
            input.finish()
        }
        if !document.interactive, !document.tty { input.finish() }
        for try await frame in frames {
            switch frame.topic {
            case .output: Console.write(frame.payload, to: 1)
            case .errorOutput: Console.write(frame.payload, to: 2)
            case .exit: return try APICoding.decode(ExitDocument.self, from: frame.payload).code
            default: continue
            }
        }
        throw ClientFailure.unreachable(
            endpoint: client.endpoint, reason: "the connection ended before the command did",
            advice: "`knot space get \(key.shortName)` shows whether the space still runs")
    }

    /// Sends standard input until it ends, one frame for each turn.
    private static func pump(_ input: ExecInput) async {
        for await _ in input.turns {
            let bytes = try? await NIOThreadPool.singleton.runIfActive { () -> [UInt8] in
                var buffer = [UInt8](repeating: 0, count: chunk)
                var count = read(0, &buffer, buffer.count)
                while count < 0, errno == EINTR { count = read(0, &buffer, buffer.count) }
                return count > 0 ? Array(buffer[..<count]) : []
            }
            guard let bytes, !bytes.isEmpty else { break }
            input.send(Frame(.input, payload: bytes))
        }
        if !Task.isCancelled { input.send(Frame(.inputEnd)) }
    }

    /// Tells the command of every new size of the terminal.
    private static func followSize(_ input: ExecInput) -> any DispatchSourceSignal {
        let source = DispatchSource.makeSignalSource(signal: SIGWINCH, queue: .global())
        source.setEventHandler {
            guard let size = TerminalSize.of(1), let bytes = try? APICoding.encode(size) else { return }
            input.send(Frame(.resize, payload: bytes))
        }
        source.resume()
        return source
    }
}
