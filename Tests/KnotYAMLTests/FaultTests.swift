import KnotYAML
import Testing

@Suite struct FaultTests {
    @Test(arguments: [
        ("a: 1\nb: 2\na: 3\n", ["3:1: the key `a` stands here twice"]),
        ("a: {b: 1, b: 2}\n", ["1:11: the key `b` stands here twice"]),
        ("? [a]\n: 1\nb: 2\n", ["1:3: a key must be a single word or text, not a list or a map"]),
        ("name: {{ x }}\n", ["1:8: a key must be a single word or text, not a list or a map"]),
        ("a: !secret x\n", ["1:4: the tag `!secret` is not supported"]),
        ("a: !!binary x\n", ["1:4: the tag `!!binary` is not supported"]),
        ("a: !!int x\n", ["1:4: `!!int` does not fit the value `x`"]),
        ("a: !!map [x]\n", ["1:4: `!!map` does not fit a list"]),
        ("a: *b\n", ["1:4: `*b` refers to no anchor above it in this document"]),
        ("a: &b 1\n---\na: *b\n", ["3:4: `*b` refers to no anchor above it in this document"]),
        ("a: &b [*b]\n", ["1:8: `*b` refers to the value that it is part of"]),
        ("<<: *b\n", ["1:5: `*b` refers to no anchor above it in this document"]),
        ("<<: 1\n", ["1:5: `<<` takes a map or a list of maps"]),
        ("<<: [{a: 1}, 2]\n", ["1:14: `<<` takes a map or a list of maps"]),
        ("?\n: a\n", ["1:2: a key is missing"]),
        ("<<: {}\n<<: {}\n", ["2:1: the key `<<` stands here twice"]),
        (": a\n", ["1:1: a key is missing"]),
        ("a:\n\tb: 1\n", ["2:1: a tab stands in the indentation"]),
        ("a:\n  b: 1\n\tc: 1\n", ["3:1: a tab stands in the indentation"]),
        ("a: b: c\n", ["1:5: `:` is not allowed here"]),
        ("a: @x\n", ["1:4: a plain value cannot start with `@`"]),
        ("a: \"x\nb: 1\n", ["1:4: the quote that opens here is never closed"]),
        ("a: 'x\n---\nb: 1\n", ["1:4: the quote that opens here is never closed"]),
        ("a: [x, y\nb: 1\n", ["1:4: the list that `[` opens here is not closed"]),
        ("a: {x: y\n", ["1:4: the map that `{` opens here is not closed"]),
        ("a: *\n", ["1:5: `*` starts an alias and `&` an anchor, and neither has a name here"]),
        ("a: \"\\q\"\n", ["1:5: a backslash between double quotes starts an escape, and this one is unknown"]),
        ("a: 1\n  b: 2\n", ["2:4: `:` is not allowed here"]),
        ("a:\n  b: 1\n c: 2\n", ["3:2: this does not belong to the map that starts in line 1"]),
        ("- a\nb: 1\n", ["2:1: this does not belong to the list that starts in line 1"]),
        ("a: 1\nb\nc: 2\n", ["3:1: `:` is missing after the key in line 2"]),
        ("a: - b\n", ["1:4: a list item is not allowed here"]),
        ("a: !x!y z\n", ["1:4: this tag is not known"]),
        ("%YAML 3.0\n---\na: 1\n", ["1:1: this version of YAML is not supported"]),
        ("a: x\u{0}y\n", ["1:5: the control character 0x00 is not allowed"]),
        ("a: é\u{1B}[0m\n", ["1:5: the control character 0x1B is not allowed"]),
        ("a: \u{FEFF}b\n", ["1:4: a byte order mark stands in the middle of the text"]),
    ])
    func isReportedAtItsPlace(_ text: String, _ expected: [String]) {
        #expect(complaints(text) == expected)
    }

    @Test func bytesThatAreNotUTF8AreReported() {
        #expect(complaints(Array("a: 1\nb: é".utf8) + [0xFF, 0x0A]) == ["2:5: the byte 0xFF is not UTF-8"])
        #expect(complaints([0xC3]) == ["1:1: the byte 0xC3 is not UTF-8"])
        #expect(complaints([0x61, 0xED, 0xA0, 0x80]) == ["1:2: the byte 0xED is not UTF-8"])
        #expect(complaints([0xFF, 0xFE, 0x61, 0x00]) == ["1:1: the text is UTF-16"])
    }

    @Test func otherDocumentsAreStillRead() {
        #expect(outlines("a: 1\n---\nb: [\n---\nc: 3\n---\nd: 'x\n---\ne: 5\n") == ["{a: !1}", "{c: !3}", "{e: !5}"])
        #expect(complaints("a: 1\n---\nb: [\n---\nc: 3\n---\nd: 'x\n---\ne: 5\n").count == 2)
        #expect(outlines("a: 1\n---\nb: \u{1}\n---\nc: 3\n") == ["{a: !1}", "{c: !3}"])
        #expect(outlines("a: 1\n--- @x\n--- @x\n---\nc: 3\n") == ["{a: !1}", "{c: !3}"])
        #expect(complaints("a: 1\n--- @x\n--- @x\n---\nc: 3\n").count == 2)
    }

    @Test func aDuplicateKeyNamesTheFirstAndKeepsIt() {
        let stream = YAML.parse(Array("a: 1\nb: 2\na: 3\n".utf8), file: "t.yaml")
        #expect(stream.documents.map { Outline($0).description } == ["{a: !1, b: !2}"])
        #expect(stream.hasErrors)
        #expect(
            stream.diagnostics.first?.description == """
                t.yaml:3:1: error: the key `a` stands here twice
                  3 | a: 3
                    | ^
                  hint: it is already in line 1; keep one of the two
                """)
    }

    @Test func manyKeysAreCheckedToo() {
        let text = (0..<5000).map { "key\($0): 1\n" }.joined() + "key77: 2\n"
        #expect(complaints(text) == ["5001:1: the key `key77` stands here twice"])
    }

    @Test func aTabIsShownUnderItsCaret() {
        let stream = YAML.parse(Array("a:\n  \tb: @\n".utf8), file: "-")
        #expect(
            stream.diagnostics.first?.description.hasPrefix(
                "-:2:3: error: a tab stands in the indentation\n  2 |   \tb: @\n    |   ^\n") == true)
    }

    @Test func linesAreShownSafely() {
        let stream = YAML.parse(
            Array("a: \u{1B}[31m\u{202E}\nlong: \(String(repeating: "ä", count: 5000))".utf8), file: "")
        #expect(stream.line(1) == "a: \u{FFFD}[31m\u{FFFD}")
        #expect(stream.line(2).count == 201)
        #expect(stream.line(0).isEmpty)
        #expect(stream.line(3).isEmpty)
        #expect(stream.line(.max).isEmpty)
    }
}
