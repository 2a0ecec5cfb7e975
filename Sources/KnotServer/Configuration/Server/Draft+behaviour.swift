import KnotModel

extension ServerConfiguration.Draft {
    /// A key's text; a notice when it is easy to guess.
    mutating func secret(_ key: String) -> String? {
        guard let text = nonEmpty(key) else { return nil }
        if text.hasPrefix("<") || text.utf8.count < 16 {
            notices.append("\(key) is easy to guess; put the output of 'knot genkey' there")
        }
        return text
    }

    mutating func logLevel() -> ServerConfiguration.LogLevel {
        let text = values.text("log.level").lowercased()
        if let level = ServerConfiguration.LogLevel(rawValue: text == "warn" ? "warning" : text) { return level }
        values.fail(key: "log.level", "'\(text)' is not a level; choose among trace, debug, info, warning and error")
        return .info
    }

    mutating func logFormat() -> ServerConfiguration.LogFormat {
        let text = values.text("log.format").lowercased()
        if let format = ServerConfiguration.LogFormat(rawValue: text) { return format }
        values.fail(key: "log.format", "'\(text)' is not a format; choose text or json")
        return .text
    }

    mutating func relistInterval() -> Span {
        let key = "server.relist_interval"
        do throws(FormatError) {
            let span = try Span(parsing: values.text(key))
            if (1000...3_600_000).contains(span.milliseconds) { return span }
            values.fail(key: key, "\(span) is out of range; it must be 1s to 1h")
        } catch {
            values.fail(key: key, "\(error)")
        }
        return Span(seconds: 30)
    }

    mutating func resourceLimit() -> Int {
        let number = values.number("server.resource_limit")
        if number < 0 { values.fail(key: "server.resource_limit", "\(number) is out of range; it must be 0 or more") }
        return number
    }

    mutating func parallelism() -> Int {
        let number = values.number("server.parallelism")
        if !(1...256).contains(number) {
            values.fail(key: "server.parallelism", "\(number) is out of range; it must be 1 to 256")
        }
        return number
    }
}
