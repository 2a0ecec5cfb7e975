import KnotEngine
import KnotModel
import KnotPlan
import Testing

/// The part of the contract that is about commands in running containers.
enum ExecContract {
    struct Run {
        var output: [OutputChunk.Source: String]
        var code: Int
        var text: String { output[.standardOutput] ?? "" }
    }

    /// All of a stream, by source.
    static func joined(_ stream: AsyncThrowingStream<OutputChunk, any Error>) async throws -> [OutputChunk.Source:
        String]
    {
        var bytes: [OutputChunk.Source: [UInt8]] = [:]
        for try await chunk in stream { bytes[chunk.source, default: []] += chunk.bytes }
        return bytes.mapValues { String(decoding: $0, as: UTF8.self) }
    }

    static func run(_ scene: EngineScene, _ id: String, _ command: [String]) async throws -> Run {
        let session = try await scene.engine.exec(containerID: id, ExecRequest(command: command))
        let output = try await joined(session.output)
        let code = try await session.exitCode()
        await session.close()
        return Run(output: output, code: code)
    }

    /// Reads until `text` has come.
    private static func read(_ stream: AsyncThrowingStream<OutputChunk, any Error>, until text: String) async throws
        -> String
    {
        var all: [UInt8] = []
        for try await chunk in stream {
            all += chunk.bytes
            if String(decoding: all, as: UTF8.self).contains(text) { break }
        }
        return String(decoding: all, as: UTF8.self)
    }

    static func plain(_ scene: EngineScene) async throws {
        let id = try await scene.run(scene.spec())
        let both = try await run(scene, id, ["sh", "-c", "echo out; echo err >&2; exit 7"])
        #expect(both.output == [.standardOutput: "out\n", .standardError: "err\n"])
        #expect(both.code == 7)

        let detailed = try await scene.engine.exec(
            containerID: id,
            ExecRequest(
                command: ["sh", "-c", "echo $A $(id -un) $(pwd)"], environment: ["A=b c"], user: "dev", workdir: "/tmp")
        )
        #expect(try await joined(detailed.output)[.standardOutput] == "b c dev /tmp\n")
        #expect(try await detailed.exitCode() == 0)

        let cat = try await scene.engine.exec(containerID: id, ExecRequest(command: ["cat"], interactive: true))
        try await cat.write(Array("hello ".utf8))
        try await cat.write(Array("there".utf8))
        try await cat.closeInput()
        #expect(try await joined(cat.output)[.standardOutput] == "hello there")
        #expect(try await cat.exitCode() == 0)
        await cat.close()

        // Closing in the middle harms nobody.
        let endless = try await scene.engine.exec(containerID: id, ExecRequest(command: ["yes"]))
        _ = try await read(endless.output, until: "y\ny\n")
        await endless.close()
        #expect(try await run(scene, id, ["echo", "still here"]).text == "still here\n")
    }

    static func terminal(_ scene: EngineScene) async throws {
        let id = try await scene.run(scene.spec())
        let session = try await scene.engine.exec(
            containerID: id,
            ExecRequest(command: ["sh"], tty: true, interactive: true, rows: 33, columns: 101))
        // The engine sets the size a moment after the shell has begun.
        try await session.write(Array("until stty size | grep -q ^33; do sleep 0.1; done; stty size; tty\n".utf8))
        #expect(try await read(session.output, until: "/dev/pts").contains("33 101"))
        try await session.resize(rows: 40, columns: 120)
        try await session.write(Array("stty size; echo do''ne\n".utf8))
        #expect(try await read(session.output, until: "done").contains("40 120"))
        try await session.write(Array("exit 5\n".utf8))
        _ = try await joined(session.output)
        #expect(try await session.exitCode() == 5)
        await session.close()
        await #expect(throws: Failure.self) { try await session.write([65]) }
    }

    /// More than any buffer on the way holds, both ways, with a reader that starts late.
    static func volume(_ scene: EngineScene) async throws {
        let id = try await scene.run(scene.spec())
        let session = try await scene.engine.exec(containerID: id, ExecRequest(command: ["cat"], interactive: true))
        let block = [UInt8](repeating: UInt8(ascii: "k"), count: 64 << 10)
        let writer = Task {
            for _ in 0..<64 { try await session.write(block) }
            try await session.closeInput()
        }
        var count = 0
        for try await chunk in session.output { count += chunk.bytes.count }
        try await writer.value
        #expect(count == 4 << 20)
        #expect(try await session.exitCode() == 0)
    }

    static func refusals(_ scene: EngineScene) async throws {
        func failure(_ id: String, _ command: [String]) async -> Failure? {
            do {
                _ = try await scene.engine.exec(containerID: id, ExecRequest(command: command))
                return nil
            } catch {
                return error
            }
        }
        let id = try await scene.create(scene.spec())
        let stopped = await failure(id, ["true"])
        #expect(stopped?.code == .conflict)
        #expect(stopped?.message.contains("not running") == true)
        #expect(await failure("none", ["true"])?.code == .containerMissing)
        try await scene.act(.startContainer(.id(id)))
        #expect(await failure(id, [])?.code == .invalid)
        // What cannot be run is told by the exit code, or at once.
        do {
            let missing = try await run(scene, id, ["/none"])
            #expect(missing.code == 126 || missing.code == 127)
        } catch {
            #expect((error as? Failure)?.code == .commandFailed)
        }
    }
}
