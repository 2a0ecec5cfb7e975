/// Takes apart the output of a container or a command as engines send it.
///
/// Without a terminal it comes in frames: one byte of stream (0 and 1 standard output, 2 and 3 standard error), three
/// zeros, four bytes of length with the highest first, then the bytes (Docker Engine API, "Stream format"). With a
/// terminal it comes as it is. A start that is no frame is taken for the second form. Nothing is held back but a
/// header.
package struct OutputDecoder: Sendable {
    private enum Form: Sendable { case unknown, framed, raw }

    private var form: Form
    private var header: [UInt8] = []
    private var source = OutputChunk.Source.standardOutput
    /// Bytes of the current frame that are still to come.
    private var remaining = 0

    package init(isRaw: Bool = false) { form = isRaw ? .raw : .unknown }

    package mutating func chunks(_ bytes: some Collection<UInt8>) -> [OutputChunk] {
        var chunks: [OutputChunk] = []
        var rest = Array(bytes)[...]
        while !rest.isEmpty {
            if form == .raw {
                chunks.append(OutputChunk(source: .standardOutput, bytes: Array(rest)))
                return chunks
            }
            if remaining > 0 {
                let part = rest.prefix(remaining)
                chunks.append(OutputChunk(source: source, bytes: Array(part)))
                remaining -= part.count
                rest = rest.dropFirst(part.count)
                continue
            }
            let missing = rest.prefix(8 - header.count)
            header += missing
            rest = rest.dropFirst(missing.count)
            if form == .unknown, !Self.isHeader(header) {
                form = .raw
                rest = header + rest
                header = []
            } else if header.count == 8 {
                form = .framed
                source = header[0] >= 2 ? .standardError : .standardOutput
                remaining = header[4...].reduce(0) { $0 << 8 | Int($1) }
                header = []
            }
        }
        return chunks
    }

    /// Whether `bytes`, perhaps too few, may begin a frame.
    private static func isHeader(_ bytes: [UInt8]) -> Bool {
        (bytes.first ?? 0) <= 3 && bytes.dropFirst().prefix(3).allSatisfy { $0 == 0 }
    }
}
