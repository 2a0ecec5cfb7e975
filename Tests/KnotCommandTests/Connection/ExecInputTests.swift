import KnotAPI
import NIOCore
import Testing

@Suite struct ExecInputTests {
    @Test func framesGoOutInOrderAndThenItEnds() async throws {
        let input = ExecInput()
        input.send(Frame(.request, payload: [1]))
        input.send(Frame(.input, payload: [2]))
        input.send(Frame(.inputEnd))
        input.finish()
        var decoder = FrameDecoder()
        for try await bytes in input { decoder.append(bytes.readableBytesView) }
        #expect(try decoder.next() == Frame(.request, payload: [1]))
        #expect(try decoder.next() == Frame(.input, payload: [2]))
        #expect(try decoder.next() == Frame(.inputEnd))
        #expect(try decoder.next() == nil)
    }

    @Test func aReaderGetsATurnForEachFrameThatWentOut() async throws {
        let input = ExecInput()
        var turns = input.turns.makeAsyncIterator()
        for _ in 0..<ExecInput.capacity {
            _ = await turns.next()
            input.send(Frame(.input, payload: [0]))
        }
        var sent = input.makeAsyncIterator()
        _ = try await sent.next()
        #expect(await turns.next() != nil)
        input.finish()
        #expect(await turns.next() == nil)
    }

    @Test func pathsAndQueriesAreEncoded() {
        #expect(URLText.encode("/run/a b.sock") == "%2Frun%2Fa%20b.sock")
        #expect(URLText.query([("a", "x=y,z"), ("b", nil), ("c", "ü")]) == "?a=x%3Dy%2Cz&c=%C3%BC")
        #expect(URLText.query([("b", nil)]).isEmpty)
    }
}
