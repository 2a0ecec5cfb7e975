import KnotEngine

/// What each process of a command that knot runs in a container carries in its environment.
///
/// An engine has no call that ends a command: what one leaves behind, when its time is over or this server's predecessor
/// was killed, is found and ended by its mark.
struct CommandMark: Sendable {
    private static let limit = Duration.seconds(5)

    /// `NAME=value`, of letters and digits.
    let entry: String

    /// Ends every process with the mark. Without a shell or `/proc` in the container there nothing is found.
    func sweep(_ engine: any ContainerEngine, containerID: String) async {
        let text = """
            for place in /proc/[0-9]*; do
              if tr '\\0' '\\n' < "$place/environ" 2>/dev/null | grep -qx '\(entry)'; then kill -9 "${place#/proc/}"; fi
            done
            """
        _ = try? await within(Self.limit) {
            try await engine.exec(containerID: containerID, ExecRequest(command: ["sh", "-c", text])) { session in
                for try await _ in session.output {}
            }
        }
    }
}
