/// The media types the API speaks.
package enum MediaType {
    package static let json = "application/json"
    package static let yaml = "application/yaml"
    /// One JSON document a line: watches.
    package static let lines = "application/x-ndjson"
    /// A stream of `Frame`s: logs and exec.
    package static let frames = "application/vnd.knot.frames"
    /// Prometheus' text format.
    package static let metrics = "text/plain; version=0.0.4; charset=utf-8"
}
