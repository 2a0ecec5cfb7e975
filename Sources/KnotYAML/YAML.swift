/// YAML in and out, over the system's libyaml.
///
/// Reading makes a tree in which every node knows its line and column. It never throws and never crashes, whatever the
/// bytes: what is wrong becomes a `Diagnostic`, and reading goes on at the next document.
package enum YAML {
    /// The documents of `bytes`, and what is wrong with them.
    ///
    /// A document with a syntax error, or over a limit, is left out. One with a smaller fault, such as a duplicate key,
    /// stays in, so that its other faults can be found as well. `file` is only used to name the source.
    package static func parse(_ bytes: [UInt8], file: String, limits: Limits = .standard) -> ParsedStream {
        var reading = StreamReading(bytes, file: file, limits: limits)
        return reading.finish()
    }
}
