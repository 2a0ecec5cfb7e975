import KnotAPI
import KnotModel
import Testing

@Suite("Frames")
struct FrameTests {
    private func frames(_ generator: inout SeededGenerator, count: Int) -> [Frame] {
        (0..<count).map { _ in
            let topic = Frame.Topic.allCases[Int.random(in: 0..<Frame.Topic.allCases.count, using: &generator)]
            let length = Int.random(in: 0...300, using: &generator)
            return Frame(topic, payload: (0..<length).map { _ in UInt8.random(in: .min ... .max, using: &generator) })
        }
    }

    @Test("what is encoded is decoded, however it is cut", arguments: 0..<50)
    func anytimeRoundTrip(seed: Int) throws {
        var generator = SeededGenerator(seed: UInt64(seed))
        let sent = frames(&generator, count: 20)
        var bytes = sent.flatMap(\.encoded)[...]
        var decoder = FrameDecoder()
        var received: [Frame] = []
        while !bytes.isEmpty {
            let part = bytes.prefix(Int.random(in: 1...97, using: &generator))
            bytes = bytes.dropFirst(part.count)
            decoder.append(part)
            while let frame = try decoder.next() { received.append(frame) }
        }
        #expect(received == sent)
        #expect(decoder.isAtBoundary)
    }

    @Test("any bytes are frames, an error, or wait for more", arguments: 0..<200)
    func anytimeStrangersCannotBreakIt(seed: Int) {
        var generator = SeededGenerator(seed: UInt64(seed))
        var decoder = FrameDecoder()
        var failures: Set<FrameDecoder.DecodingFailure> = []
        for _ in 0..<40 {
            let length = Int.random(in: 0...50, using: &generator)
            decoder.append((0..<length).map { _ in UInt8.random(in: .min ... .max, using: &generator) })
            do throws(FrameDecoder.DecodingFailure) {
                while let frame = try decoder.next() { #expect(frame.payload.count <= Frame.maximumPayload) }
            } catch {
                failures.insert(error)
            }
        }
        // Once lost, always lost for the same reason.
        #expect(failures.count <= 1)
    }

    @Test("the header is a byte of type and four of length in network order")
    func wireForm() {
        #expect(Frame(.output, payload: [7, 8]).encoded == [11, 0, 0, 0, 2, 7, 8])
        #expect(Frame(.inputEnd).encoded == [2, 0, 0, 0, 0])
    }

    @Test("the longest payload is taken, one byte more is not")
    func bound() throws {
        var decoder = FrameDecoder()
        let longest = Frame(.input, payload: [UInt8](repeating: 1, count: Frame.maximumPayload))
        decoder.append(longest.encoded)
        #expect(try decoder.next() == longest)
        decoder.append([1, 0, 1, 0, 1])
        #expect(throws: FrameDecoder.DecodingFailure.tooLong(65537)) { try decoder.next() }
    }

    @Test("an unknown type is an error")
    func unknown() {
        var decoder = FrameDecoder()
        decoder.append([99, 0, 0, 0, 0])
        #expect(throws: FrameDecoder.DecodingFailure.unknownTopic(99)) { try decoder.next() }
    }

    @Test("long output is cut into frames that carry it whole")
    func cut() {
        let bytes = (0..<150_000).map { UInt8(truncatingIfNeeded: $0) }
        let frames = Frame.cut(.output, bytes)
        #expect(frames.map(\.payload.count) == [65536, 65536, 18928])
        #expect(frames.flatMap(\.payload) == bytes)
        #expect(Frame.cut(.output, []).isEmpty)
    }
}
