import Foundation
import KnotAPI

/// The process's three streams, as verbs use them. Writing to a reader that has gone ends the process quietly; output
/// that cannot be written, because the disk is full, ends it with a word on that. What standard error does not take is
/// lost, and nothing else.
package struct Console: Sendable {
    package var output: Paper
    package var errors: Paper
    /// Whether a person can answer a question.
    package var canAsk: Bool

    package init(environment: [String: String] = ProcessInfo.processInfo.environment) {
        output = Self.paper(1, environment)
        errors = Self.paper(2, environment)
        canAsk = isatty(0) == 1 && isatty(2) == 1
    }

    /// Writes a text to standard output, ending its last line.
    package func print(_ text: String) { Self.write(Self.ended(text), to: 1) }

    /// Writes a text to standard error, ending its last line.
    package func note(_ text: String) { Self.write(Self.ended(text), to: 2) }

    /// Writes to standard error exactly what is given.
    package func noteRaw(_ text: String) { Self.write(text, to: 2) }

    /// Asks on the terminal; only `y` and `yes` are a yes.
    package func confirm(_ question: String) -> Bool {
        noteRaw("\(question) [y/N] ")
        let answer = readLine(strippingNewline: true)?.lowercased() ?? ""
        return answer == "y" || answer == "yes"
    }

    /// Writes bytes to a file descriptor.
    package static func write(_ bytes: some Collection<UInt8>, to descriptor: Int32) {
        guard let number = send(bytes, to: descriptor), descriptor == 1 else { return }
        switch number {
        // It was closed: nobody wants it.
        case EBADF: return
        // The reader is gone, as in `knot get spaces | head`: there is nobody left to tell.
        case EPIPE: exit(ExitStatus.fine.rawValue)
        default:
            let reason = String(cString: strerror(number))
            write("knot: standard output cannot be written: \(reason)\n", to: 2)
            exit(ExitStatus.unreachable.rawValue)
        }
    }

    /// Writes all bytes; answers the number of the error that kept it from that, if one did.
    package static func send(_ bytes: some Collection<UInt8>, to descriptor: Int32) -> Int32? {
        let whole = Array(bytes)
        var start = 0
        while start < whole.count {
            let count = whole[start...].withUnsafeBytes { Foundation.write(descriptor, $0.baseAddress, $0.count) }
            if count > 0 {
                start += count
                continue
            }
            switch errno {
            case EINTR: continue
            case EAGAIN:
                var waiting = pollfd(fd: descriptor, events: Int16(POLLOUT), revents: 0)
                poll(&waiting, 1, 1000)
            case let number: return number
            }
        }
        return nil
    }

    private static func write(_ text: String, to descriptor: Int32) { write(text.utf8, to: descriptor) }

    private static func ended(_ text: String) -> String { text.isEmpty || text.hasSuffix("\n") ? text : text + "\n" }

    private static func paper(_ descriptor: Int32, _ environment: [String: String]) -> Paper {
        Paper(
            isTerminal: isatty(descriptor) == 1, columns: TerminalSize.of(descriptor)?.columns,
            environment: environment)
    }
}

extension TerminalSize {
    /// `nil` when the descriptor is no terminal or does not know.
    static func of(_ descriptor: Int32) -> TerminalSize? {
        var size = winsize()
        guard ioctl(descriptor, UInt(TIOCGWINSZ), &size) == 0, size.ws_col > 0, size.ws_row > 0 else { return nil }
        return TerminalSize(rows: Int(size.ws_row), columns: Int(size.ws_col))
    }
}
