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

    /// A port that is listened on, below those that the system gives to connections: once it is closed, nobody else
    /// takes it.
    private func taken() async throws -> (any Channel, Int) {
        let bootstrap = ServerBootstrap(group: MultiThreadedEventLoopGroup.singleton)
        for port in (20_200..<21_900).shuffled().prefix(100) {
            if let channel = try? await bootstrap.bind(host: "127.0.0.1", port: port).get() { return (channel, port) }
        }
        throw Failure(.portTaken, subject: "127.0.0.1", "no port is free")
    }

    @Test func aPortInUseIsNamed() async throws {
        let (other, port) = try await taken()
        #expect(await refusal("127.0.0.1", port).hasPrefix("the server cannot listen on 127.0.0.1:\(port): another"))
        try await other.close()
        #expect(await refusal("127.0.0.1", port) == "")
    }

    /// 192.0.2.0/24 is for documentation: no machine has it.
    @Test func anAddressOfAnotherMachineIsSaidToBeThat() async {
        #expect(await refusal("192.0.2.1", 0).contains("this machine does not have that address"))
    }
}
