import KnotEngine
import Testing

struct PipeTests {
    private struct Broken: Error {}

    @Test func carriesEverythingInOrderThroughLittleRoom() async throws {
        let stream = Pipe<Int>.stream(capacity: 2) { pipe in
            for number in 0..<1000 { await pipe.send(number) }
        }
        var read: [Int] = []
        for try await number in stream { read.append(number) }
        #expect(read == Array(0..<1000))
    }

    @Test func givesWhatCameBeforeAFailure() async {
        let stream = Pipe<Int>.stream(capacity: 4) { pipe in
            await pipe.send(1)
            throw Broken()
        }
        var read: [Int] = []
        await #expect(throws: Broken.self) { for try await number in stream { read.append(number) } }
        #expect(read == [1])
    }

    @Test func endsItsProducerWhenTheStreamIsDropped() async {
        let (ended, signal) = AsyncStream<Void>.makeStream()
        do {
            let stream = Pipe<Int>.stream(capacity: 1) { pipe in
                while !Task.isCancelled { await pipe.send(1) }
                signal.finish()
            }
            var iterator = stream.makeAsyncIterator()
            _ = try? await iterator.next()
        }
        // Comes back only if the producer was told to stop.
        for await _ in ended {}
    }

    @Test func endsWhenItsReaderIsCancelled() async {
        let pipe = Pipe<Int>(capacity: 1)
        let reader = Task { try await pipe.next() }
        reader.cancel()
        #expect(await (try? reader.value) == .some(nil))
    }
}
