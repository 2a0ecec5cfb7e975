import Foundation
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
