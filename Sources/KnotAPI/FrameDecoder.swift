/// Takes a stream of bytes apart into frames, however the bytes were cut on their way.
///
/// Holds at most one incomplete frame. After an error it stays in error: the stream is lost.
package struct FrameDecoder: Sendable {
    /// Why the bytes are no frames.
    package enum DecodingFailure: Error, Sendable, Hashable {
        case unknownTopic(UInt8)
        /// The length a header claims, beyond `Frame.maximumPayload`.
        case tooLong(Int)
    }

    private var buffer: [UInt8] = []
    /// Bytes of `buffer` that were already taken out.
    private var start = 0
    private var failure: DecodingFailure?

    package init() {}

    /// Whether the bytes so far end between two frames.
    package var isAtBoundary: Bool { start == buffer.count }

    package mutating func append(_ bytes: some Sequence<UInt8>) {
        if start > 0 {
            buffer.removeFirst(start)
            start = 0
        }
        buffer.append(contentsOf: bytes)
    }

    /// The next complete frame; `nil` when more bytes are needed.
    package mutating func next() throws(DecodingFailure) -> Frame? {
        if let failure { throw failure }
        guard buffer.count - start >= Frame.headerLength else { return nil }
        guard let topic = Frame.Topic(rawValue: buffer[start]) else {
            throw fail(.unknownTopic(buffer[start]))
        }
        let length = buffer[(start + 1)..<(start + Frame.headerLength)].reduce(0) { $0 << 8 | Int($1) }
        guard length <= Frame.maximumPayload else { throw fail(.tooLong(length)) }
        let begin = start + Frame.headerLength
        guard buffer.count - begin >= length else { return nil }
        start = begin + length
        return Frame(topic, payload: Array(buffer[begin..<start]))
    }

    private mutating func fail(_ reason: DecodingFailure) -> DecodingFailure {
        failure = reason
        buffer = []
        start = 0
        return reason
    }
}

extension FrameDecoder.DecodingFailure: CustomStringConvertible {
    package var description: String {
        switch self {
        case .unknownTopic(let topic): "the stream holds a frame of the unknown type \(topic)"
        case .tooLong(let length): "the stream holds a frame of \(length) bytes; at most 65536 are allowed"
        }
    }
}
