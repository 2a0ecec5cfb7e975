import Foundation
import Testing

/// What the command line does where a person sits before it.
@Suite(.enabled(if: Engine.isReady, Comment(rawValue: Engine.missing)), .serialized)
struct TerminalScenarios {
    /// Runs its arguments in a pseudo-terminal, types the lines of the first one, and prints what came; ends with the
    /// program's exit code.
    private static let terminal = """
        import os, pty, select, sys, time
        lines = [line for line in sys.argv[1].split('|') if line]
        pid, fd = pty.fork()
        if pid == 0:
            os.execvp(sys.argv[2], sys.argv[2:])
        seen = b''
        until = time.time() + 120
        while time.time() < until:
            ready = select.select([fd], [], [], 0.5)[0]
            if ready:
                try:
                    part = os.read(fd, 4096)
                except OSError:
                    break
                if not part:
                    break
                seen += part
            elif lines and seen:
                os.write(fd, lines.pop(0).encode() + b'\\n')
        sys.stdout.write(seen.decode(errors='replace'))
        sys.stdout.flush()
        sys.exit(os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1]))
        """

    private func type(_ lines: String, _ s: Scenario, _ arguments: String...) throws -> Outcome {
        let script = try s.write("typed.py", Self.terminal)
        return try Shell.run(
            ["python3", script, lines, try #require(Settings.binary)] + arguments, environment: s.server.environment,
            directory: s.directory, seconds: 200)
    }

    @Test(arguments: Engine.available)
    func execWithoutACommandOpensAShell(engine: Engine) throws {
        try Scenario.play(engine) { s in
            try s.apply(Manifests.join(Manifests.web, Manifests.space("own", "shell: /bin/cat")))
            let shell = try type("echo here $((40 + 2)); tty; exit 5|", s, "space", "exec", "web")
            #expect(shell.output.contains("here 42"), "\(shell.text)")
            #expect(shell.output.contains("/dev/pts/"), "it has a terminal: \(shell.text)")
            #expect(shell.status == 5, "\(shell.text)")
            let piped = try s.knot("space", "exec", "web", input: "echo piped $((40 + 2))\nexit 6\n")
            #expect(piped.output == "piped 42\n" && piped.status == 6, "\(piped.text)")
            let own = try s.knot("space", "exec", "own", input: "what the space names\n")
            #expect(own.output == "what the space names\n" && own.status == 0, "\(own.text)")
        }
    }

    @Test(arguments: Engine.available)
    func whatDestroysDataAsksFirst(engine: Engine) throws {
        try Scenario.play(engine) { s in
            let file = try s.write("web.yaml", Manifests.web)
            for arguments in [["delete", "space/web"], ["delete", "-f", file], ["space", "delete", "web"]] {
                try s.must("apply", "-f", file, "--wait")
                let script = try s.write("typed.py", Self.terminal)
                let no = try Shell.run(
                    ["python3", script, "no|", try #require(Settings.binary)] + arguments,
                    environment: s.server.environment, directory: s.directory, seconds: 200)
                #expect(no.output.contains("with all data in its volumes?"), "\(no.text)")
                #expect(no.output.contains("Nothing was deleted"), "\(no.text)")
                #expect(try s.world.volumes().filter { $0.hasSuffix("web.data") }.count == 1)
                #expect(try s.knot("get", "space", "web").status == 0)
            }
            let yes = try type("", s, "delete", "space/web", "--yes", "--wait")
            #expect(yes.status == 0 && !yes.output.contains("?"), "\(yes.text)")
            #expect(yes.output.contains("with all data in volume knot.admin.web.data"), "\(yes.text)")
            #expect(try s.world.volumes().isEmpty)
            // Nobody is asked where nobody can answer, and what goes is said.
            try s.must("apply", "-f", file, "--wait")
            let piped = try s.knot("delete", "-f", file, "--wait")
            #expect(piped.status == 0 && piped.errors.contains("with all data in volume"), "\(piped.text)")
            #expect(try s.world.volumes().isEmpty)
        }
    }

    @Test(arguments: Engine.available)
    func filesAreCompletedAndHintsNameTheOwner(engine: Engine) throws {
        try Scenario.play(engine) { s in
            try s.write("web-file.yaml", Manifests.web)
            let script = try s.must("--generate-completion-script", "bash")
            let file = try s.write("complete.bash", script)
            for words in ["apply -f", "diff --file", "get spaces --config", "template import", "server --config"] {
                let complete = """
                    source \(file); COMP_WORDS=(knot \(words) web-f); COMP_CWORD=$((${#COMP_WORDS[@]} - 1))
                    COMP_LINE="knot \(words) web-f"; COMP_POINT=${#COMP_LINE}; COMPREPLY=()
                    _knot knot web-f "${COMP_WORDS[COMP_CWORD - 1]}"; printf '%s\\n' "${COMPREPLY[@]}"
                    """
                let found = try Shell.run(["bash", "-c", complete], directory: s.directory)
                #expect(found.output.contains("web-file.yaml"), "\(words): \(found.text)")
            }
            try s.apply(Manifests.template(), wait: false)
            let created = try s.knot("space", "create", "alice/h1", "shell", "--stopped")
            #expect(created.text.contains("`knot space get alice/h1`"), "\(created.text)")
            #expect(try s.knot("space", "get", "alice/h1").status == 0)
        }
    }
}
