import Foundation
import Testing

/// A process that stands between the server and its engine and lets no event through.
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

    init(_ scenario: Scenario, _ manner: Manner) throws {
        socket = scenario.directory.appending(path: "proxy").path
        let script = URL(filePath: #filePath).deletingLastPathComponent()
            .appending(path: "../../support/engine-proxy.py").standardized.path
        child = try Child(["python3", script, socket, scenario.engine.socket, manner.rawValue])
        let http = HTTP(socket: socket)
        try eventually("the proxy answers", state: { child.errorsSoFar }) {
            try http.send("GET", "/_ping").status == 200
        }
    }

    func end() {
        child.terminate()
        _ = try? child.finish()
    }
}
