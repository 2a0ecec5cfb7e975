import Foundation
import Testing

/// What flows: logs, commands in spaces, watches.
@Suite(.enabled(if: Engine.isReady, Comment(rawValue: Engine.missing)), .serialized)
struct StreamScenarios {
    private static let talking = Manifests.template(container: []).replacing(
        "command: sleep infinity",
        with: "command: [\"sh\", \"-c\", \"echo first line; echo to stderr >&2; exec sleep 100000\"]")

    @Test(arguments: Engine.available)
    func logsShowWhatASpaceSaid(engine: Engine) throws {
        try Scenario.play(engine) { s in
            try s.apply(Manifests.join(Self.talking, Manifests.space("web")))
            try s.awaitRunning("web")
            try eventually("the logs show it") {
                let logs = try s.knot("space", "logs", "web")
                return logs.output.contains("first line") && logs.text.contains("to stderr")
            }
            let binary = try #require(Settings.binary)
            let follow = try Child([binary, "space", "logs", "-f", "web"], environment: s.server.environment)
            try eventually("following shows the same") { follow.soFar.contains("first line") }
            #expect(follow.process.isRunning, "and goes on")
            follow.interrupt()
            _ = try follow.finish()

            let cut = try Child([binary, "space", "logs", "-f", "web"], environment: s.server.environment)
            try eventually("it follows again") { cut.soFar.contains("first line") }
            try s.server.stop()
            let outcome = try cut.finish()
            #expect(outcome.status == 6, "what ended was the server, not the space: \(outcome.text)")
            #expect(outcome.errors.contains("the server is stopping"), "\(outcome.text)")
        }
    }

    @Test(arguments: Engine.available)
    func aCommandRunsWithItsInputAndItsExitCode(engine: Engine) throws {
        try Scenario.play(engine) { s in
            try s.apply(Manifests.web)
            try s.awaitRunning("web")
            let seven = try s.knot("space", "exec", "web", "--", "sh", "-c", "echo out; echo err >&2; exit 7")
            #expect(seven.status == 7, "\(seven.text)")
            #expect(seven.output == "out\n")
            #expect(seven.errors.contains("err"))
            let counted = try s.knot("space", "exec", "-i", "web", "--", "wc", "-c", input: "twelve bytes")
            #expect(counted.output.trimmingCharacters(in: .whitespacesAndNewlines) == "12", "\(counted.text)")
            let large = String(repeating: "0123456789abcde\n", count: 40_000)
            let echoed = try s.knot("space", "exec", "-i", "web", "--", "cat", input: large)
            #expect(echoed.output == large, "\(echoed.output.utf8.count) of \(large.utf8.count) bytes came back")
            #expect(try s.knot("space", "exec", "nobody", "--", "true").status == 4)
        }
    }

    @Test(arguments: Engine.available)
    func aTerminalWorks(engine: Engine) throws {
        try Scenario.play(engine) { s in
            try s.apply(Manifests.web)
            try s.awaitRunning("web")
            let script = try s.write("terminal.py", Self.terminal)
            let binary = try #require(Settings.binary)
            let outcome = try Shell.run(
                ["python3", script, binary, "space", "exec", "-it", "web", "sh"], environment: s.server.environment,
                seconds: 150)
            #expect(outcome.output.contains("rows=33 33 111"), "the window's size reaches it: \(outcome.text)")
            #expect(outcome.output.contains("code=5"), "so does the exit code: \(outcome.text)")
        }
    }

    @Test(arguments: Engine.available)
    func aWatchGoesOnWhereItStopped(engine: Engine) throws {
        try Scenario.play(engine) { s in
            try s.apply(Manifests.join(Manifests.template(), Manifests.space("one", "running: false")), wait: false)
            let list = try s.server.http.get("/api/v1/spaces")
            let cursor = list["cursor"]
            try s.apply(Manifests.space("two", "running: false"), wait: false)
            let since = try #require(cursor.string)
            let watch = try Child([
                "curl", "-sSN", "--unix-socket", s.server.socket,
                "http://knot/api/v1/spaces?watch=true&since=\(since)",
            ])
            try eventually("what came since is told", state: { watch.soFar }) {
                watch.soFar.contains("space/admin/two") || watch.soFar.contains("/two")
            }
            try s.apply(Manifests.space("three", "running: false"), wait: false)
            try eventually("and what comes now", state: { watch.soFar }) { watch.soFar.contains("/three") }
            watch.terminate()
        }
    }

    @Test(arguments: Engine.available)
    func getCanWatch(engine: Engine) throws {
        try Scenario.play(engine) { s in
            let binary = try #require(Settings.binary)
            let watch = try Child([binary, "get", "spaces", "-w"], environment: s.server.environment)
            try s.apply(Manifests.web)
            try eventually("the watch shows it running", state: { watch.soFar + watch.errorsSoFar }) {
                watch.soFar.contains("web") && watch.soFar.contains("Running")
            }
            watch.interrupt()
            _ = try watch.finish()
        }
    }

    /// Runs its arguments in a pseudo-terminal of 33 rows and 111 columns, types two lines, and prints what came.
    private static let terminal = """
        import fcntl, os, pty, select, struct, sys, termios, time
        pid, fd = pty.fork()
        if pid == 0:
            os.execv(sys.argv[1], sys.argv[1:])
        fcntl.ioctl(fd, termios.TIOCSWINSZ, struct.pack("HHHH", 33, 111, 0, 0))
        seen = b""
        sent = 0
        # The size may come a moment after the shell has begun.
        wait = b"until stty size | grep -q ^33; do sleep 0.1; done; "
        lines = [wait + b"echo rows=$(stty size | cut -d' ' -f1) $(stty size)\\r", b"exit 5\\r"]
        limit = time.time() + 120
        quiet = time.time()
        while time.time() < limit:
            ready, _, _ = select.select([fd], [], [], 0.2)
            if ready:
                try:
                    data = os.read(fd, 4096)
                except OSError:
                    break
                if not data:
                    break
                seen += data
                quiet = time.time()
            elif sent < len(lines) and seen and time.time() - quiet > 1.0:
                os.write(fd, lines[sent])
                sent += 1
                quiet = time.time()
        _, status = os.waitpid(pid, 0) if time.time() < limit else (0, 255 << 8)
        print(seen.decode(errors="replace"))
        print("code=%d" % (status >> 8))
        """
}
