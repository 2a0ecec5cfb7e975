import HTTPTypes
import Hummingbird
import KnotAPI
import NIOCore

/// Makes the API's answers.
enum Answer {
    static func json(
        _ value: some Encodable, status: HTTPResponse.Status = .ok, etag: String? = nil
    ) throws -> Response {
        bytes(try APICoding.encode(value), type: MediaType.json, status: status, etag: etag)
    }

    static func bytes(
        _ bytes: some Sequence<UInt8>, type: String, status: HTTPResponse.Status = .ok, etag: String? = nil
    ) -> Response {
        var headers: HTTPFields = [.contentType: type]
        if let etag { headers[.eTag] = "\"\(etag)\"" }
        return Response(status: status, headers: headers, body: Accounting.parted(ByteBuffer(bytes: bytes)))
    }

    /// A body written bit by bit, until `write` returns. What it throws ends the connection.
    static func stream(
        type: String, _ write: @escaping @Sendable (inout any ResponseBodyWriter) async throws -> Void
    ) -> Response {
        let body = ResponseBody { writer in
            try await write(&writer)
            try await writer.finish(nil)
        }
        // Buffering in a proxy would hold back what has happened.
        return Response(status: .ok, headers: [.contentType: type, .cacheControl: "no-store"], body: body)
    }

    static func refusal(_ refusal: APIRefusal) -> Response {
        var response = bytes(
            // A document of strings always encodes.
            (try? APICoding.encode(refusal.document)) ?? [], type: MediaType.json, status: refusal.status)
        if refusal.status == .unauthorized { response.headers[.wwwAuthenticate] = "Bearer realm=\"knot\"" }
        if refusal.status == .serviceUnavailable { response.headers[.retryAfter] = "1" }
        for field in refusal.headers { response.headers[field.name] = field.value }
        return response
    }
}
