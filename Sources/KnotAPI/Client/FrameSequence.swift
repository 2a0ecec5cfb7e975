import AsyncHTTPClient
import KnotModel
import NIOCore

/// The frames of a log or exec stream, as they come. Throws the server's `Failure` when the stream holds one.
package struct FrameSequence: AsyncSequence, Sendable {
    package typealias Element = Frame

    let client: KnotClient
    let body: HTTPClientResponse.Body

    package func makeAsyncIterator() -> Iterator {
        Iterator(client: client, source: body.makeAsyncIterator())
    }

    package struct Iterator: AsyncIteratorProtocol {
        private let client: KnotClient
        private var source: HTTPClientResponse.Body.AsyncIterator
        private var decoder = FrameDecoder()

        init(client: KnotClient, source: HTTPClientResponse.Body.AsyncIterator) {
            self.client = client
            self.source = source
        }

        package mutating func next() async throws -> Frame? {
            while true {
                while let frame = try takeFrame() {
                    switch frame.topic {
                    case .keepAlive: continue
                    case .failure: throw client.failure(in: frame)
                    default: return frame
                    }
                }
                guard let bytes = try await client.part({ try await source.next() }) else {
                    guard decoder.isAtBoundary else {
                        throw ClientFailure.unreadable(endpoint: client.endpoint, reason: "the stream ended in a frame")
                    }
                    return nil
                }
                decoder.append(bytes.readableBytesView)
            }
        }

        private mutating func takeFrame() throws -> Frame? {
            do {
                return try decoder.next()
            } catch {
                throw ClientFailure.unreadable(endpoint: client.endpoint, reason: error.description)
            }
        }
    }
}

extension KnotClient {
    func failure(in frame: Frame) -> ClientFailure {
        guard let failure = try? APICoding.decode(Failure.self, from: frame.payload) else {
            return .unreadable(endpoint: endpoint, reason: "a failure without its reason")
        }
        return .refused(status: 500, ErrorDocument(errors: [.init(failure: failure)]))
    }
}
