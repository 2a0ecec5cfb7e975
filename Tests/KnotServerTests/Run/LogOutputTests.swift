import Foundation
import KnotServer
import Logging
import Testing

@Suite("Log lines")
struct LogOutputTests {
    private let time = Date(timeIntervalSince1970: 0)

    @Test("text keeps to one line")
    func text() {
        let line = LogOutput.line(
            level: .info, "Started", [("error", "a \"b\"\nc"), ("node", "n1")], at: time, json: false)
        #expect(line == #"1970-01-01T00:00:00.000Z INFO Started error="a \"b\"\nc" node=n1"#)
    }

    @Test("a line that finds the disk full is lost, and the server lives")
    func full() throws {
        let file = try #require(FileHandle(forWritingAtPath: "/dev/full"))
        var logger = Logger(label: "test") { _ in LogOutput(level: .info, json: false, to: file) }
        logger[metadataKey: "node"] = "n1"
        logger.info("Started")
        #expect(throws: (any Error).self) { try file.write(contentsOf: Data([0])) }
    }

    @Test("JSON is one object")
    func json() {
        let line = LogOutput.line(level: .warning, "Lost", [("node", "n1")], at: time, json: true)
        #expect(line == #"{"level":"warning","message":"Lost","node":"n1","time":"1970-01-01T00:00:00.000Z"}"#)
    }
}
