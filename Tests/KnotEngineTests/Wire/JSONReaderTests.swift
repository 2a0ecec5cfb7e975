import KnotEngine
import KnotModel
import Testing

struct JSONReaderTests {
    @Test func reads() {
        #expect(
            JSONReader.value(of: #" {"a":[1,-2.5,1e3,true,null,"\u00e9\ud83d\ude00\/"],"b":{}} "#) == [
                "a": [1, .double(-2.5), .double(1000), true, .null, "é😀/"], "b": [:],
            ])
        #expect(JSONReader.value(of: #""\ud83d""#) == "\u{FFFD}")
        #expect(JSONReader.value(of: "12345678901234567890") == .double(1.2345678901234567e19))
    }

    @Test(arguments: [
        "", "{", "[1,]", "{\"a\"}", "{a:1}", "nul", "\"abc", "\"\\x\"", "\"\\u12\"", "1 2", "--", "[1 2]",
    ])
    func refuses(text: String) {
        #expect(JSONReader.value(of: text) == nil)
    }

    @Test func refusesWhatIsNestedTooDeep() {
        let depth = JSONReader.deepest
        func nested(_ depth: Int) -> String {
            String(repeating: "[", count: depth) + String(repeating: "]", count: depth)
        }
        #expect(JSONReader.value(of: nested(depth)) != nil)
        #expect(JSONReader.value(of: nested(depth + 1)) == nil)
        #expect(JSONReader.value(of: nested(100_000)) == nil)
    }

    @Test func readsWhatIsWritten() {
        var generator = SeededGenerator(seed: 11)
        for _ in 0..<500 {
            let value = Self.random(depth: 3, &generator)
            #expect(JSONReader.value(of: JSONText.write(value)) == value)
        }
    }

    private static func random(depth: Int, _ generator: inout SeededGenerator) -> Value {
        func text(_ generator: inout SeededGenerator) -> String {
            let letters: [Character] = ["a", "\"", "\\", "\n", "\u{7}", "é", "😀", "/", "{", " "]
            return String(
                (0..<Int.random(in: 0..<8, using: &generator)).map { _ in
                    letters[Int.random(in: 0..<letters.count, using: &generator)]
                })
        }
        switch Int.random(in: 0..<(depth > 0 ? 7 : 5), using: &generator) {
        case 0: return .null
        case 1: return .bool(Bool.random(using: &generator))
        case 2: return .int(Int64.random(in: .min ... .max, using: &generator))
        case 3: return .double(Double.random(in: -1e6...1e6, using: &generator))
        case 4: return .string(text(&generator))
        case 5: return .list((0..<3).map { _ in random(depth: depth - 1, &generator) })
        default:
            return .map(
                FieldMap(
                    (0..<3).map { _ in
                        FieldMap.Field(key: text(&generator), value: random(depth: depth - 1, &generator))
                    }))
        }
    }
}
