import KnotYAML
import Testing

@Suite struct LimitTests {
    private func limits(_ change: (inout YAML.Limits) -> Void) -> YAML.Limits {
        var limits = YAML.Limits.standard
        change(&limits)
        return limits
    }

    @Test func depthIsBounded() {
        func nested(_ depth: Int) -> String {
            String(repeating: "[", count: depth) + String(repeating: "]", count: depth)
        }
        #expect(complaints(nested(64)).isEmpty)
        #expect(complaints(nested(65)) == ["1:65: collections stand more than 64 deep inside one another"])
        #expect(complaints(nested(200_000)).count == 1)
        #expect(complaints(String(repeating: "[", count: 1_000_000)).count == 1)
        #expect(complaints(String(repeating: "{a: ", count: 100_000)).count == 1)
        #expect(complaints(String(repeating: "- ", count: 100_000)).count == 1)
        #expect(outlines(nested(70) + "\n---\na: 1\n") == ["{a: !1}"])
    }

    @Test func depthCountsAliases() {
        let levels = (0..<100).map { "l\($0): &l\($0) [\($0 == 0 ? "x" : "*l\($0 - 1)")]" }.joined(separator: "\n")
        #expect(complaints(levels) == ["64:12: with what `*l62` refers to, collections stand more than 64 deep"])
    }

    @Test func anAliasBombIsRefused() {
        var text = "a0: &a0 [x, x, x, x, x, x, x, x, x]\n"
        for level in 1..<20 {
            let inner = Array(repeating: "*a\(level - 1)", count: 9).joined(separator: ", ")
            text += "a\(level): &a\(level) [\(inner)]\n"
        }
        let found = complaints(text)
        #expect(found.count == 1)
        #expect(found.first?.contains("the document has more than 100000 values, aliases included") == true)
    }

    @Test func aTextBombIsRefused() {
        let text = "a: &a \(String(repeating: "x", count: 1 << 20))\nb: [*a, *a, *a, *a]\n"
        #expect(complaints(text) == ["2:13: the document's text is longer than 4194304 bytes, aliases included"])
    }

    @Test func nodesAreBounded() {
        let limits = limits {
            $0.documentNodes = 10
            $0.streamNodes = 25
        }
        let nine = "[1, 2, 3, 4, 5, 6, 7, 8, 9]\n"
        #expect(complaints(nine, limits: limits).isEmpty)
        #expect(
            complaints("[1, 2, 3, 4, 5, 6, 7, 8, 9, 0]\n", limits: limits)
                == ["1:29: the document has more than 10 values, aliases included"])
        #expect(outlines(nine + "---\n" + nine + "---\n" + nine + "---\n" + nine, limits: limits).count == 2)
        #expect(
            complaints(nine + "---\n" + nine + "---\n" + nine + "---\n" + nine, limits: limits)
                == ["5:14: the text has more than 25 values, aliases included"])
    }

    @Test func documentsAreBounded() {
        let limits = limits { $0.documents = 3 }
        #expect(complaints("a: 1\n---\nb: 1\n---\nc: 1\n", limits: limits).isEmpty)
        let four = "---\na: 1\n---\nb: 1\n---\nc: 1\n---\nd: 1\n"
        #expect(complaints(four, limits: limits) == ["there are more than 3 documents"])
        #expect(outlines(four, limits: limits).count == 3)
    }

    @Test func bytesAreBounded() {
        let limits = limits {
            $0.documentBytes = 20
            $0.streamBytes = 100
        }
        let long = "a: " + String(repeating: "x", count: 30) + "\n"
        #expect(
            complaints("b: 1\n---\n" + long + "---\nc: 1\n", limits: limits) == [
                "2:1: the document is longer than 20 bytes"
            ])
        #expect(outlines("b: 1\n---\n" + long + "---\nc: 1\n", limits: limits) == ["{b: !1}", "{c: !1}"])
        #expect(complaints(long, limits: limits) == ["1:1: the document is longer than 20 bytes"])
        #expect(
            complaints(String(repeating: "a: 1\n---\n", count: 12), limits: limits)
                == ["the text has 108 bytes; at most 100 are read"])
    }

    @Test func diagnosticsAreBounded() {
        let faults = String(repeating: "--- @\n", count: 5000)
        let found = complaints(faults)
        #expect(found.count == 100)
        #expect(found.last == "100:5: there are more errors; the rest of the text is not read")
        #expect(complaints(String(repeating: "a: 1\n", count: 5000)).count == 100)
    }

    @Test func aStreamOfManyDocumentsIsRead() {
        let text = (0..<10_000).map { "---\nkind: Space\nname: s\($0)\n" }.joined()
        let stream = YAML.parse(Array(text.utf8), file: "many.yaml")
        #expect(stream.documents.count == 10_000)
        #expect(stream.documents.last?.mark == Mark(line: 29_999, column: 1))
        #expect(stream.line(30_000) == "name: s9999")
        #expect(stream.diagnostics.isEmpty)
    }
}
