import KnotEngine
import KnotModel
import Testing

struct OutputDecoderTests {
    private static func frame(_ stream: UInt8, _ text: String) -> [UInt8] {
        let bytes = Array(text.utf8)
        return [stream, 0, 0, 0, 0, 0, UInt8(bytes.count >> 8), UInt8(bytes.count & 255)] + bytes
    }

    /// What each stream carried, however it was cut.
    private static func joined(_ chunks: [OutputChunk]) -> [OutputChunk.Source: String] {
        Dictionary(grouping: chunks, by: \.source).mapValues { String(decoding: $0.flatMap(\.bytes), as: UTF8.self) }
    }

    @Test func takesFramesApartHoweverTheyAreCut() {
        let long = String(repeating: "x", count: 700)
        let bytes =
            Self.frame(1, "out") + Self.frame(2, "err") + Self.frame(0, "in") + Self.frame(1, "") + Self.frame(3, long)
        let expected: [OutputChunk.Source: String] = [.standardOutput: "outin", .standardError: "err" + long]
        for size in [1, 2, 3, 7, 8, 9, 64, bytes.count] {
            var decoder = OutputDecoder()
            var chunks: [OutputChunk] = []
            var start = 0
            while start < bytes.count {
                chunks += decoder.chunks(bytes[start..<min(start + size, bytes.count)])
                start += size
            }
            #expect(Self.joined(chunks) == expected, "cut every \(size) bytes")
        }
    }

    @Test func keepsNothingBackOfAFrame() {
        var decoder = OutputDecoder()
        #expect(
            Self.joined(decoder.chunks([1, 0, 0, 0, 0x7F, 0xFF, 0xFF, 0xFF] + Array("ab".utf8))) == [
                .standardOutput: "ab"
            ])
        #expect(Self.joined(decoder.chunks(Array("cd".utf8))) == [.standardOutput: "cd"])
    }

    @Test func passesATerminalsOutputOn() {
        var decoder = OutputDecoder(isRaw: true)
        #expect(decoder.chunks([1, 0, 0, 0, 0, 0, 0, 1, 65]).flatMap(\.bytes) == [1, 0, 0, 0, 0, 0, 0, 1, 65])
    }

    @Test(arguments: ["hello", "\u{1}\u{2}", "x"])
    func takesWhatIsNoFrameAsItIs(text: String) {
        var decoder = OutputDecoder()
        let chunks = text.utf8.flatMap { decoder.chunks([$0]) }
        #expect(Self.joined(chunks) == [.standardOutput: text])
    }
}
