import Foundation
import Testing

/// A process that stands between the server and its engine, and lets no event through or notes what is written.
final class EngineProxy {
    enum Manner: String, CaseIterable, CustomTestStringConvertible {
        /// The stream of events is closed as soon as it is opened.
        case closed
        /// The stream of events stays open, and nothing comes.
        case silent

        var testDescription: String { rawValue }
    }

    let socket: String
    private let child: Child

    convenience init(_ scenario: Scenario, _ manner: Manner) throws {
        try self.init(scenario, mode: manner.rawValue)
    }

    /// One that lets everything through and notes what is written.
    convenience init(noting scenario: Scenario) throws { try self.init(scenario, mode: "noting") }

    private init(_ scenario: Scenario, mode: String) throws {
        socket = scenario.directory.appending(path: "proxy").path
        let script = URL(filePath: #filePath).deletingLastPathComponent()
            .appending(path: "../../support/engine-proxy.py").standardized.path
        child = try Child(["python3", script, socket, scenario.engine.socket, mode])
        let http = HTTP(socket: socket)
        try eventually("the proxy answers", state: { child.errorsSoFar }) {
            try http.send("GET", "/_ping").status == 200
        }
    }

    /// The first lines of the requests that change something, as far as they were noted.
    var writes: [String] {
        let text = (try? String(contentsOfFile: socket + ".writes", encoding: .utf8)) ?? ""
        return text.split(separator: "\n").map(String.init)
    }

    func end() {
        child.terminate()
        _ = try? child.finish()
    }
}
