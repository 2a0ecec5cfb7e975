import Foundation
import Synchronization

/// The terminal in raw mode: every key goes to the command in the space.
///
/// It is put back by `restore`, when the value goes away, at any regular end of the process, and on SIGTERM, SIGHUP and
/// SIGINT, which then end the process as they would have.
final class RawTerminal {
    /// How the terminal was before, while it is in raw mode; `nil` otherwise.
    private static let before = Mutex<termios?>(nil)
    /// Makes the end of the process put the terminal back; done once.
    private static let atEnd: Void = { _ = atexit { RawTerminal.putBack() } }()

    private let signals: [any DispatchSourceSignal]

    init() throws {
        _ = Self.atEnd
        var settings = termios()
        guard tcgetattr(0, &settings) == 0 else {
            throw CommandFailure(.usage, "the terminal's settings cannot be read", hint: "leave out -t")
        }
        let original = settings
        Self.before.withLock { $0 = original }
        cfmakeraw(&settings)
        guard tcsetattr(0, TCSADRAIN, &settings) == 0 else {
            Self.before.withLock { $0 = nil }
            throw CommandFailure(.usage, "the terminal cannot be set up", hint: "leave out -t")
        }
        signals = [SIGTERM, SIGHUP, SIGINT].map { number in
            signal(number, SIG_IGN)
            let source = DispatchSource.makeSignalSource(signal: number, queue: .global())
            source.setEventHandler {
                RawTerminal.putBack()
                signal(number, SIG_DFL)
                kill(getpid(), number)
            }
            source.resume()
            return source
        }
    }

    deinit { restore() }

    func restore() {
        for source in signals { source.cancel() }
        for number in [SIGTERM, SIGHUP, SIGINT] { signal(number, SIG_DFL) }
        Self.putBack()
    }

    private static func putBack() {
        before.withLock { saved in
            guard var settings = saved else { return }
            tcsetattr(0, TCSADRAIN, &settings)
            saved = nil
        }
    }
}
