import NIOCore
import NIOPosix

extension TestServer {
    /// What comes back for `text`, sent as it is, up to the end of the connection or the first `count` bytes.
    func sendRaw(_ text: String, first count: Int = 12) async throws -> String {
        let channel = try await ClientBootstrap(group: .singletonMultiThreadedEventLoopGroup)
            .connect(unixDomainSocketPath: socket) { channel in
                channel.eventLoop.makeCompletedFuture {
                    try NIOAsyncChannel<ByteBuffer, ByteBuffer>(wrappingChannelSynchronously: channel)
                }
            }
        return try await channel.executeThenClose { inbound, outbound in
            try await outbound.write(ByteBuffer(string: text))
            var answer = ""
            for try await part in inbound {
                answer += String(buffer: part)
                if answer.utf8.count >= count { break }
            }
            return answer
        }
    }
}
