import NIOCore

/// What a client sends during an exec: frames in order, made on one side and pulled by the connection on the other.
///
/// Whoever reads standard input waits for a turn before each frame (`turns`), and there are only `capacity` of them at
/// a time, so a slow connection slows the reader and memory stays bounded. Resizes need no turn: people make few.
package struct ExecInput: AsyncSequence, Sendable {
    package typealias Element = ByteBuffer

    /// Frames of standard input that may wait to be sent.
    package static let capacity = 8

    /// One element for each frame of input that may be sent.
    package let turns: AsyncStream<Void>
    private let turn: AsyncStream<Void>.Continuation
    private let frames: AsyncStream<Frame>
    private let frame: AsyncStream<Frame>.Continuation

    package init() {
        (turns, turn) = AsyncStream.makeStream()
        (frames, frame) = AsyncStream.makeStream()
        for _ in 0..<Self.capacity { turn.yield() }
    }

    package func send(_ next: Frame) { frame.yield(next) }

    /// No more frames come; those already sent still go out.
    package func finish() {
        frame.finish()
        turn.finish()
    }

    package func makeAsyncIterator() -> Iterator { Iterator(source: frames.makeAsyncIterator(), turn: turn) }

    package struct Iterator: AsyncIteratorProtocol {
        private var source: AsyncStream<Frame>.Iterator
        private let turn: AsyncStream<Void>.Continuation

        init(source: AsyncStream<Frame>.Iterator, turn: AsyncStream<Void>.Continuation) {
            self.source = source
            self.turn = turn
        }

        package mutating func next() async throws -> ByteBuffer? {
            guard let frame = await source.next() else { return nil }
            if frame.topic == .input { turn.yield() }
            return ByteBuffer(bytes: frame.encoded)
        }
    }
}
