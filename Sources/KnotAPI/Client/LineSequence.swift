import AsyncHTTPClient
import NIOCore

/// The JSON values of an answer that gives one to a line, as they come. Empty lines keep the connection open.
package struct LineSequence<Element: Decodable & Sendable>: AsyncSequence, Sendable {
    let client: KnotClient
    let body: HTTPClientResponse.Body

    package func makeAsyncIterator() -> Iterator {
        Iterator(client: client, source: body.makeAsyncIterator())
    }

    package struct Iterator: AsyncIteratorProtocol {
        /// Bytes of the longest line that is accepted.
        static var longestLine: Int { 16 << 20 }

        let client: KnotClient
        var source: HTTPClientResponse.Body.AsyncIterator
        var pending = ByteBuffer()
        var isAtEnd = false

        init(client: KnotClient, source: HTTPClientResponse.Body.AsyncIterator) {
            self.client = client
            self.source = source
        }

        package mutating func next() async throws -> Element? {
            while true {
                while let line = takeLine() {
                    guard line.readableBytes > 0 else { continue }
                    return try client.decode(Element.self, from: line)
                }
                guard !isAtEnd else { return nil }
                guard pending.readableBytes <= Self.longestLine else {
                    throw ClientFailure.unreadable(endpoint: client.endpoint, reason: "a line is too long")
                }
                var chunk = try await client.part { try await source.next() }
                if chunk == nil { isAtEnd = true }
                pending.discardReadBytes()
                if var bytes = chunk.take() { pending.writeBuffer(&bytes) }
            }
        }

        private mutating func takeLine() -> ByteBuffer? {
            if let newline = pending.readableBytesView.firstIndex(of: UInt8(ascii: "\n")) {
                let line = pending.readSlice(length: newline - pending.readerIndex)
                pending.moveReaderIndex(forwardBy: 1)
                return line
            }
            guard isAtEnd, pending.readableBytes > 0 else { return nil }
            return pending.readSlice(length: pending.readableBytes)
        }
    }
}

extension KnotClient {
    /// Reads the next part of a stream, with its errors in the client's own words.
    func part(_ read: () async throws -> ByteBuffer?) async throws -> ByteBuffer? {
        do {
            return try await read()
        } catch {
            if error is CancellationError || Task.isCancelled { throw CancellationError() }
            throw ClientFailure.unreachable(
                endpoint: endpoint, reason: "the stream broke off (\(error))", advice: "try again")
        }
    }
}
