import Foundation
import Testing

/// Exchanges two names in a directory for one another, tens of thousands of times a second.
final class Swapper {
    private let process = Process()
    /// Eight bytes: how often it has done so.
    let counter: URL

    init(_ directory: URL, _ first: String, _ second: String) throws {
        counter = directory.deletingLastPathComponent().appending(path: "swaps")
        try Data(count: 8).write(to: counter)
        let script = """
            import ctypes, mmap, os, struct, sys, time
            libc = ctypes.CDLL(None, use_errno=True)
            one, two = (os.path.join(sys.argv[1], name).encode() for name in sys.argv[2:4])
            with open(sys.argv[4], "r+b") as file:
                shown = mmap.mmap(file.fileno(), 8)
            count = 0
            while os.getppid() == int(sys.argv[5]):
                for _ in range(21):
                    if libc.renameat2(-100, one, -100, two, 2) == 0:
                        count += 1
                shown[:] = struct.pack("<Q", count)
                time.sleep(0.001)
            """
        process.executableURL = URL(filePath: "/usr/bin/env")
        process.arguments = [
            "python3", "-c", script, directory.path, first, second, counter.path,
            String(ProcessInfo.processInfo.processIdentifier),
        ]
        try process.run()
    }

    deinit { stop() }

    /// Ends it.
    func stop() {
        // A child of a thread that blocks signals blocks them, too.
        if process.isRunning { kill(process.processIdentifier, SIGKILL) }
    }

    static func swaps(_ counter: URL) -> UInt64 {
        guard let data = try? Data(contentsOf: counter), data.count == 8 else { return 0 }
        return data.reversed().reduce(0) { $0 << 8 | UInt64($1) }
    }
}
