import Foundation

/// HTTP over a Unix socket through `curl`, so that what is checked does not depend on the code under test.
struct HTTP {
    let socket: String

    struct Answer {
        let status: Int
        let body: String
        var json: JSON { (try? JSON(body)) ?? JSON(value: nil) }
    }

    func send(_ method: String, _ path: String, body: String? = nil, seconds: Double = 60) throws -> Answer {
        var arguments = [
            "curl", "-sS", "--unix-socket", socket, "-X", method, "-w", "\n%{http_code}", "--max-time", "\(seconds)",
        ]
        if let body { arguments += ["-H", "Content-Type: application/json", "--data-binary", body] }
        let outcome = try Shell.run(arguments + ["http://engine\(path)"], seconds: seconds + 5)
        guard outcome.status == 0, let cut = outcome.output.lastIndex(of: "\n") else {
            throw Trouble("\(method) \(path) at \(socket): \(outcome.text)")
        }
        let status = Int(outcome.output[outcome.output.index(after: cut)...]) ?? 0
        return Answer(status: status, body: String(outcome.output[..<cut]))
    }

    func get(_ path: String) throws -> JSON { try send("GET", path).json }
}

/// What went wrong in the world around a scenario.
struct Trouble: Error, CustomStringConvertible {
    let description: String
    init(_ description: String) { self.description = description }
}

/// Waits until `isSo` holds, looking every tenth of a second. `what` names it in the message, `state` shows what is.
///
/// The time is for a machine that does ten other things: none of it passes where all is well, and where it runs out
/// something is broken.
func eventually(
    _ what: String, within seconds: Double = 120, state: () throws -> String = { "" }, _ isSo: () throws -> Bool
) throws {
    let limit = Date.now.addingTimeInterval(seconds)
    var last: (any Error)?
    while Date.now < limit {
        do {
            if try isSo() { return }
            last = nil
        } catch {
            last = error
        }
        Thread.sleep(forTimeInterval: 0.1)
    }
    let now = (try? state()) ?? ""
    throw Trouble("not within \(seconds) s: \(what). \(now) \(last.map { "\($0)" } ?? "")")
}

/// Holds when `isSo` stays true for the whole of `seconds`.
func throughout(_ seconds: Double, _ isSo: () throws -> Bool) throws -> Bool {
    let limit = Date.now.addingTimeInterval(seconds)
    while Date.now < limit {
        guard try isSo() else { return false }
        Thread.sleep(forTimeInterval: 0.2)
    }
    return true
}
