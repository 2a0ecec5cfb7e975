import KnotModel
import KnotServer
import NIOCore
import NIOPosix
import Testing

@Suite struct NetworkPortTests {
    private func refusal(_ host: String, _ port: Int) async -> String {
        do throws(Failure) {
            try await NetworkPort.check(ListenAddress(host: host, port: port))
            return ""
        } catch { return error.message }
    }

    @Test func whatIsFreeIsFreeAfterwards() async {
        for _ in 0..<2 { #expect(await refusal("127.0.0.1", 0) == "") }
    }

    @Test func aPortInUseIsNamed() async throws {
        let other = try await ServerBootstrap(group: MultiThreadedEventLoopGroup.singleton)
            .bind(host: "127.0.0.1", port: 0).get()
        let port = try #require(other.localAddress?.port)
        #expect(await refusal("127.0.0.1", port).hasPrefix("the server cannot listen on 127.0.0.1:\(port): another"))
        try await other.close()
        #expect(await refusal("127.0.0.1", port) == "")
    }

    /// 192.0.2.0/24 is for documentation: no machine has it.
    @Test func anAddressOfAnotherMachineIsSaidToBeThat() async {
        #expect(await refusal("192.0.2.1", 0).contains("this machine does not have that address"))
    }
}
