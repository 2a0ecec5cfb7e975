/// What to run in a space: the payload of the first frame of an exec stream.
package struct ExecDocument: Sendable, Hashable, Codable {
    /// The program and its arguments; empty asks for the space's shell.
    package var command: [String]
    /// `NAME=value`, beside the container's own.
    package var environment: [String]
    package var user: String?
    package var workdir: String?
    package var tty: Bool
    /// Whether input frames follow.
    package var interactive: Bool
    /// Of the terminal at the start.
    package var rows: Int?
    package var columns: Int?

    package enum CodingKeys: String, CodingKey, CaseIterable {
        case command, environment, user, workdir, tty, interactive, rows, columns
    }

    package init(
        command: [String], environment: [String] = [], user: String? = nil, workdir: String? = nil,
        tty: Bool = false, interactive: Bool = false, rows: Int? = nil, columns: Int? = nil
    ) {
        self.command = command
        self.environment = environment
        self.user = user
        self.workdir = workdir
        self.tty = tty
        self.interactive = interactive
        self.rows = rows
        self.columns = columns
    }
}

/// The payload of a resize frame.
package struct TerminalSize: Sendable, Hashable, Codable {
    package var rows: Int
    package var columns: Int

    package enum CodingKeys: String, CodingKey, CaseIterable { case rows, columns }

    package init(rows: Int, columns: Int) {
        self.rows = rows
        self.columns = columns
    }
}

/// The payload of an exit frame.
package struct ExitDocument: Sendable, Hashable, Codable {
    package var code: Int

    package init(code: Int) { self.code = code }
}

extension ExecDocument: RequestDocument {
    package static var fieldNames: [String] { CodingKeys.allCases.map(\.rawValue) }
}

extension TerminalSize: RequestDocument {
    package static var fieldNames: [String] { CodingKeys.allCases.map(\.rawValue) }
}
