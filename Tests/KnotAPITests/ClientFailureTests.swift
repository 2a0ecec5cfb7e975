import KnotAPI
import NIOCore
import Testing

struct ClientFailureTests {
    private func text(_ code: CInt, _ endpoint: Endpoint) -> String {
        ClientFailure.connecting(to: endpoint, IOError(errnoCode: code, reason: "connecting")).description
    }

    private let socket = Endpoint.socket(path: "/run/knot/s")
    private let url = Endpoint.url("http://127.0.0.1:3000", token: nil, verify: true)

    @Test func aConnectionThatIsResetWasClosedByTheServer() {
        let words = text(104, socket)
        #expect(words.contains("it closed the connection"))
        #expect(!words.contains("https"), "a socket has no URL")
        #expect(text(104, url).contains("does the URL want https"))
    }

    @Test func whatHasNoWordsOfItsOwnIsToldInThoseOfTheSystem() {
        #expect(text(24, socket).contains("the connection failed (Too many open files)\n  hint: "))
    }
}
