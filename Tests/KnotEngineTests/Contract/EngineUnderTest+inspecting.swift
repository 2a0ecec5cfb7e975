import AsyncHTTPClient
import Foundation
import KnotEngine
import NIOCore
import NIOHTTP1
import Testing

extension EngineUnderTest {
    /// What the engine itself says of a container.
    func inspected(_ id: String) async throws -> [String: Any] {
        let client = DockerEngine.makeClient()
        var request = HTTPClientRequest(url: endpoint.urlBase + "/v1.41/containers/\(id)/json")
        request.headers.add(name: "Host", value: endpoint.hostHeader)
        let reply: ByteBuffer
        do {
            reply = try await client.execute(request, timeout: .seconds(60)).body.collect(upTo: 1 << 20)
        } catch {
            try? await client.shutdown()
            throw error
        }
        try await client.shutdown()
        let found = try JSONSerialization.jsonObject(with: Data(reply.readableBytesView))
        return try #require(found as? [String: Any])
    }
}
