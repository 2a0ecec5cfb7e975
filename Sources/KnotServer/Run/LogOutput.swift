import Foundation
import KnotPlan
import Logging

/// Writes log lines to standard error: as text for people, or one JSON object a line for programs.
package struct LogOutput: LogHandler {
    package var logLevel: Logger.Level
    package var metadata: Logger.Metadata = [:]
    private let isJSON: Bool
    private let file: FileHandle
    private let redaction: Redaction?

    /// - Parameter redaction: Hides protected values in every line.
    package init(
        level: Logger.Level, json: Bool, to file: FileHandle = .standardError, redaction: Redaction? = nil
    ) {
        self.redaction = redaction
        logLevel = level
        isJSON = json
        self.file = file
    }

    package subscript(metadataKey key: String) -> Logger.Metadata.Value? {
        get { metadata[key] }
        set { metadata[key] = newValue }
    }

    package func log(event: LogEvent) {
        let redactor = redaction?.current ?? Redactor()
        let fields = metadata.merging(event.metadata ?? [:]) { $1 }
            .map { ($0.key, Self.open.contains($0.key) ? "\($0.value)" : redactor.redacted("\($0.value)")) }
            .sorted { $0.0 < $1.0 }
        let message = redactor.redacted("\(event.message)")
        let line = Self.line(level: event.level, message, fields, at: Date(), json: isJSON)
        // A line that cannot be written, as on a full disk, is lost, and nothing else suffers from it.
        try? file.write(contentsOf: Data((line + "\n").utf8))
    }

    /// Fields that name what a line is about, and hold no text of anybody else's.
    private static let open: Set = ["node", "resource", "revision", "duration_ms"]

    /// A line without its end. Line breaks in what is logged do not break it.
    package static func line(
        level: Logger.Level, _ message: String, _ fields: [(String, String)], at time: Date, json: Bool
    ) -> String {
        let stamp = time.formatted(
            Date.ISO8601FormatStyle(includingFractionalSeconds: true))
        if json {
            var object = Dictionary(fields) { $1 }
            object["time"] = stamp
            object["level"] = level.rawValue
            object["message"] = message
            let encoder = JSONEncoder()
            encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
            // A dictionary of strings always encodes.
            return String(decoding: (try? encoder.encode(object)) ?? Data(), as: UTF8.self)
        }
        let tail = fields.map { " \($0.0)=\(quoted($0.1))" }.joined()
        return "\(stamp) \(level.rawValue.uppercased()) \(flat(message))\(tail)"
    }

    private static func quoted(_ text: String) -> String {
        let plain = text.allSatisfy { !$0.isWhitespace && $0 != "\"" && $0 != "=" } && !text.isEmpty
        return plain ? text : "\"" + flat(text).replacingOccurrences(of: "\"", with: "\\\"") + "\""
    }

    private static func flat(_ text: String) -> String {
        text.replacingOccurrences(of: "\r", with: "\\r").replacingOccurrences(of: "\n", with: "\\n")
    }
}
