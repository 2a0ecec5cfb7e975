import Foundation
import HTTPTypes
import Hummingbird
import KnotAPI
import KnotModel
import NIOCore

/// One request on its way through a route's handler.
package struct Exchange: Sendable {
    let request: Request
    let context: APIContext
    let query: RequestQuery

    /// Bytes of a request body other than manifests.
    package static let maximumBody = 1 << 20

    func caller() throws(APIRefusal) -> Caller { try context.user() }

    func parameter(_ name: String) throws(APIRefusal) -> String {
        guard let value = context.parameters.get(name)?.removingPercentEncoding else {
            throw .malformed(name, "the path has no \(name)")
        }
        return value
    }

    /// The key that the path names; `~` as an owner is the caller.
    func key(_ kind: Kind) throws(APIRefusal) -> ResourceKey {
        let name = try parameter("name")
        var owner = ""
        if kind.isOwned {
            owner = try parameter("owner")
            if owner == APIPath.caller { owner = try caller().user }
        }
        guard ResourceKey.isName(name), !kind.isOwned || ResourceKey.isName(owner) else {
            throw .malformed("path", "'\(name)' or its owner is not a name: \(ResourceKey.nameRule)")
        }
        return ResourceKey(kind, owner: owner, name: name)
    }

    /// The revision an `If-Match` header asks for; `nil` without one, or when it is `*`.
    func ifMatch() throws(APIRefusal) -> Stamp? {
        guard let text = request.headers[.ifMatch]?.trimmingCharacters(in: .whitespaces), text != "*" else {
            return nil
        }
        let bare =
            text.hasPrefix("\"") && text.hasSuffix("\"") && text.count > 1 ? String(text.dropFirst().dropLast()) : text
        guard let stamp = Stamp(bare) else {
            throw .malformed("If-Match", "\(text) is not a revision; use the ETag of an earlier answer")
        }
        return stamp
    }

    func accepts(_ mediaType: String) -> Bool {
        request.headers[.accept]?.lowercased().contains(mediaType) == true
    }

    /// The whole body, if it is not longer than `limit` bytes.
    func body(upTo limit: Int = maximumBody) async throws -> [UInt8] {
        let tooLarge = APIRefusal(
            .contentTooLarge,
            Failure(.invalid, subject: "request", "the body is longer than the \(limit >> 20) MiB that are taken here"),
            closes: true)
        if let length = request.headers[.contentLength].flatMap({ Int($0) }), length > limit { throw tooLarge }
        do {
            let buffer = try await request.body.collect(upTo: limit)
            return Array(buffer.readableBytesView)
        } catch is NIOTooManyBytesError {
            throw tooLarge
        } catch let error as CancellationError {
            throw error
        } catch {
            // Chunks that are none, or a client that went away in the middle.
            let failure = Failure(.invalid, subject: "body", "the body did not come whole: \(error)")
            throw APIRefusal(.badRequest, failure, closes: true)
        }
    }

    /// The body as a JSON document.
    func document<Document: Decodable>(_ type: Document.Type) async throws -> Document {
        let bytes = try await body()
        do {
            return try APICoding.decode(type, from: bytes)
        } catch {
            throw APIRefusal.malformed("body", "the body is not the JSON that is expected here: \(Self.reason(error))")
        }
    }

    private static func reason(_ error: any Error) -> String {
        switch error {
        case DecodingError.keyNotFound(let key, _): "the field '\(key.stringValue)' is missing"
        case DecodingError.typeMismatch(_, let context), DecodingError.valueNotFound(_, let context),
            DecodingError.dataCorrupted(let context):
            (context.codingPath.map(\.stringValue) + [context.debugDescription]).joined(separator: ": ")
        default: "it cannot be read"
        }
    }
}
