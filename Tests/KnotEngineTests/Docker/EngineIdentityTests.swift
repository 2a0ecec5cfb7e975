import AsyncHTTPClient
import Foundation
import KnotEngine
import KnotModel
import Logging
import NIOCore
import NIOHTTP1
import NIOPosix
import Testing

@Suite("What an engine says of itself")
struct EngineIdentityTests {
    @Test(
        "Podman's headers tell its version and the API that it speaks",
        arguments: [
            (
                ["Libpod-Api-Version": "4.3.1", "Api-Version": "1.41", "Server": "Libpod/4.3.1 (linux)"], "4.3.1",
                "1.41"
            ),
            (
                ["libpod-api-version": "5.0.0", "api-version": "1.43", "server": "Libpod/5.2.1-rc1 (linux)"],
                "5.2.1-rc1", "1.41"
            ),
            (["Libpod-Api-Version": "3.0.1", "Api-Version": "1.40", "Server": "a proxy"], "3.0.1", "1.40"),
            (["Libpod-Api-Version": "4.3.1", "Api-Version": "words"], "4.3.1", "1.41"),
        ])
    func podman(headers: [String: String], version: String, api: String) throws {
        let identity = try #require(EngineIdentity(podman: HTTPHeaders(headers.map { ($0.key, $0.value) })))
        #expect(identity.isPodman)
        #expect(identity.version == version)
        #expect(identity.prefix == "/v\(api)")
    }

    @Test(
        "headers without a version of Podman's are not Podman's",
        arguments: [
            [:], ["Libpod-Api-Version": ""], ["Libpod-Api-Version": "new"],
            ["Api-Version": "1.41", "Server": "Docker/20.10.24+dfsg1 (linux)"],
        ])
    func others(headers: [String: String]) {
        #expect(EngineIdentity(podman: HTTPHeaders(headers.map { ($0.key, $0.value) })) == nil)
    }

    @Test(
        "of two versions of the API the lower is spoken, unless the engine no longer speaks it",
        arguments: [
            ("1.41", "1.12", "1.41"), ("1.40", "1.12", "1.40"), ("1.52", "1.44", "1.44"), ("1.52", nil, "1.52"),
            (nil, nil, "1.41"),
        ])
    func docker(theirs: String?, least: String?, spoken: String) {
        let identity = EngineIdentity(
            version: "29.0.1", components: ["Engine"], apiVersion: theirs, minAPIVersion: least)
        #expect(!identity.isPodman)
        #expect(identity.version == "29.0.1")
        #expect(identity.prefix == "/v\(spoken)")
    }

    @Test("Podman is not asked for its version, which costs it seconds")
    func cheap() async throws {
        let path = FileManager.default.temporaryDirectory.appendingPathComponent(
            "knot-\(UUID().uuidString.prefix(8)).sock"
        ).path
        defer { try? FileManager.default.removeItem(atPath: path) }
        let listening = try await ServerBootstrap(group: MultiThreadedEventLoopGroup.singleton)
            .childChannelInitializer { channel in
                channel.eventLoop.makeCompletedFuture {
                    try channel.pipeline.syncOperations.configureHTTPServerPipeline()
                    try channel.pipeline.syncOperations.addHandler(PingOnly())
                }
            }
            .bind(unixDomainSocketPath: path).get()
        let client = DockerEngine.makeClient()
        let engine = DockerEngine(
            kind: .podman, endpoint: .unix(path: path), client: client, logger: Logger(label: "test"))
        let version = try? await engine.ping()
        #expect(version == EngineVersion(version: "4.3.1", apiVersion: "1.41"))
        try await client.shutdown()
        try await listening.close()
    }
}

/// Answers to a ping as Podman does; to everything else that there is no such page.
private final class PingOnly: ChannelInboundHandler {
    typealias InboundIn = HTTPServerRequestPart
    typealias OutboundOut = HTTPServerResponsePart

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        guard case .head(let request) = unwrapInboundIn(data) else { return }
        var headers: HTTPHeaders = ["Content-Length": "0"]
        if request.uri == "/_ping" {
            headers.add(name: "Libpod-Api-Version", value: "4.3.1")
            headers.add(name: "Api-Version", value: "1.41")
        }
        let head = HTTPResponseHead(
            version: .http1_1, status: request.uri == "/_ping" ? .ok : .notFound, headers: headers)
        context.write(wrapOutboundOut(.head(head)), promise: nil)
        context.writeAndFlush(wrapOutboundOut(.end(nil)), promise: nil)
    }
}
