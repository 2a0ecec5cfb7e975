import AsyncHTTPClient
import Foundation
import NIOCore
import NIOHTTP1

/// A whole reply.
struct EngineReply: Sendable {
    var status: Int
    var headers = HTTPHeaders()
    var bytes: [UInt8]

    /// The engine's own words: the `message` of its JSON, or the text it sent.
    var message: String {
        if let reply = try? JSONDecoder().decode(ErrorReply.self, from: Data(bytes)), let message = reply.message {
            return message
        }
        return String(decoding: bytes.prefix(2000), as: UTF8.self).trimmingCharacters(in: .whitespacesAndNewlines)
    }

    var refusal: EngineRefusal { EngineRefusal(status: status, message: message) }
}

extension EngineReply {
    /// Reads the whole of a response; throws when its body has more than `limit` bytes.
    init(reading response: HTTPClientResponse, upTo limit: Int) async throws {
        let body = try await response.body.collect(upTo: limit)
        self.init(
            status: Int(response.status.code), headers: response.headers, bytes: Array(body.readableBytesView))
    }
}
