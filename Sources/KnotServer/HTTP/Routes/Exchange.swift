import Foundation
import HTTPTypes
import Hummingbird
import KnotAPI
import KnotModel
import NIOCore
import Synchronization

/// One request on its way through a route's handler.
package struct Exchange: Sendable {
    let request: Request
    let context: APIContext
    let query: RequestQuery
    /// In KiB.
    let bodies: FairShares
    /// What the request's body takes of them, until the request is answered.
    let held = HeldLeases()

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
        let tooLarge = APIRefusal.ofBody(
            .contentTooLarge,
            Failure(.invalid, subject: "request", "the body is longer than the \(limit >> 20) MiB that are taken here"))
        if let length = request.headers[.contentLength].flatMap({ Int($0) }), length > limit { throw tooLarge }
        let channel = context.channel
        channel.triggerUserOutboundEvent(ConnectionGuard.Notice.bodyBegan, promise: nil)
        defer { channel.triggerUserOutboundEvent(ConnectionGuard.Notice.bodyEnded, promise: nil) }
        do {
            var bytes: [UInt8] = []
            var reserved = Self.freeBody
            for try await part in request.body {
                guard bytes.count + part.readableBytes <= limit else { throw tooLarge }
                while bytes.count + part.readableBytes > reserved {
                    guard let lease = bodies.take(Self.bodyStep >> 10, for: try caller()) else { throw crowded }
                    held.add(lease)
                    reserved += Self.bodyStep
                }
                bytes.append(contentsOf: part.readableBytesView)
            }
            return bytes
        } catch let error as APIRefusal {
            throw error
        } catch let error as CancellationError {
            throw error
        } catch {
            // Chunks that are none, or a client that went away in the middle.
            let failure = Failure(.invalid, subject: "body", "the body did not come whole: \(error)")
            throw APIRefusal(.badRequest, failure, closes: true)
        }
    }

    /// Bytes of a body that are not counted, and the step in which more are.
    private static let freeBody = 64 << 10
    private static let bodyStep = 1 << 20

    private var crowded: APIRefusal {
        .ofBody(
            .serviceUnavailable,
            Failure(
                .busy, subject: "request",
                "the bodies of this user's requests are too long together; send them one after the other"))
    }

    /// The body as a JSON document.
    func document<Document: RequestDocument>(_ type: Document.Type) async throws -> Document {
        let bytes = try await body()
        do {
            return try APICoding.decodeStrictly(type, from: bytes)
        } catch {
            throw APIRefusal.malformed("body", "the body is not the JSON that is expected here: \(Self.reason(error))")
        }
    }

    static func reason(_ error: any Error) -> String {
        switch error {
        case DecodingError.keyNotFound(let key, _): "the field '\(key.stringValue)' is missing"
        case let error as APICoding.UnexpectedField: error.description
        case DecodingError.typeMismatch(_, let context), DecodingError.valueNotFound(_, let context),
            DecodingError.dataCorrupted(let context):
            (context.codingPath.map(\.stringValue) + [context.debugDescription]).joined(separator: ": ")
        default: "it cannot be read"
        }
    }
}

/// Leases that are given back together.
final class HeldLeases: Sendable {
    private let leases = Mutex<[FairShares.Lease]>([])

    func add(_ lease: FairShares.Lease) { leases.withLock { $0.append(lease) } }
}
