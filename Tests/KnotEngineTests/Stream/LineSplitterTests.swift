import KnotEngine
import Testing

struct LineSplitterTests {
    private static func lines(_ texts: [String], longest: Int = 100) -> [String] {
        var splitter = LineSplitter(longest: longest)
        var lines = texts.flatMap { splitter.lines(Array($0.utf8)) }
        if let last = splitter.last() { lines.append(last) }
        return lines.map { String(decoding: $0, as: UTF8.self) }
    }

    @Test func joinsWhatWasCut() {
        #expect(Self.lines(["a", "b\nc\n\n\r\nd", "e"]) == ["ab", "c", "de"])
    }

    @Test func passesOverWhatIsTooLong() {
        #expect(Self.lines(["12345", "678", "9\nshort\n1234567\nok"], longest: 6) == ["short", "ok"])
    }
}
