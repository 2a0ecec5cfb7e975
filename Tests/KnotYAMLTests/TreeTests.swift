import KnotYAML
import Testing

@Suite struct TreeTests {
    @Test func aManifestBecomesATree() {
        let text = """
            kind: Template   # a comment
            name: "ubuntu"
            container:
              image: ubuntu:latest
              command: [sleep, 'infinity']
              privileged: false
              memory: 512
            note: |
              one
                two
            empty:
            """
        #expect(
            outlines(text) == [
                #"{kind: "Template", name: "ubuntu", container: {image: "ubuntu:latest", "#
                    + #"command: ["sleep", "infinity"], privileged: !false, memory: !512}, "#
                    + #"note: "one\n  two\n", empty: !}"#
            ])
    }

    @Test func everyNodeKnowsItsPlace() throws {
        let stream = YAML.parse(Array("# x\n---\nname: ü: \n---\r\na:\r\n  - ß: [b, \"é\"]\n".utf8), file: "t.yaml")
        #expect(stream.diagnostics.map(\.mark) == [Mark(line: 3, column: 8)])
        let node = try #require(stream.documents.first)
        #expect(node.mark == Mark(line: 5, column: 1))
        guard case .mapping(let entries) = node.content, case .sequence(let items) = entries[0].value.content,
            case .mapping(let inner) = items[0].content, case .sequence(let leaves) = inner[0].value.content
        else {
            Issue.record("the tree has another shape: \(Outline(node))")
            return
        }
        #expect(entries[0].keyMark == Mark(line: 5, column: 1))
        #expect(entries[0].value.mark == Mark(line: 6, column: 3))
        #expect(items[0].mark == Mark(line: 6, column: 5))
        #expect(inner[0].keyMark == Mark(line: 6, column: 5))
        #expect(leaves.map(\.mark) == [Mark(line: 6, column: 9), Mark(line: 6, column: 12)])
    }

    @Test func plainScalarsAreToldFromQuotedOnes() {
        #expect(
            outlines("[true, 'true', \"12\", 12, |-\n  null\n]".replacing("|-\n  null\n", with: "~")) == [
                #"[!true, "true", "12", !12, !~]"#
            ])
        #expect(outlines("a: |-\n  true\nb: >-\n  12\n") == [#"{a: "true", b: "12"}"#])
    }

    @Test(arguments: [
        "", "\n", "# only a comment\n", "---\n", "---\n---\n# x\n---\n", "\u{FEFF}", "---\n...\n",
    ])
    func emptyDocumentsAreDropped(_ text: String) {
        let stream = YAML.parse(Array(text.utf8), file: "t.yaml")
        #expect(stream.documents.isEmpty)
        #expect(stream.diagnostics.isEmpty)
    }

    @Test func documentsAreSeparated() {
        #expect(
            outlines("a: 1\n---\n\n---\nb: 2\n...\n---\n- c\n--- d\n") == ["{a: !1}", "{b: !2}", #"["c"]"#, #""d""#])
        #expect(outlines("\u{FEFF}a: 1\r\n---\r\nb: 2\r\n") == ["{a: !1}", "{b: !2}"])
        #expect(outlines("%YAML 1.2\n---\na: 1\n") == ["{a: !1}"])
    }

    @Test func aByteOrderMarkDoesNotShiftColumns() {
        let stream = YAML.parse(Array("\u{FEFF}a: *b\n".utf8), file: "t.yaml")
        #expect(stream.diagnostics.map(\.mark) == [Mark(line: 1, column: 4)])
        #expect(stream.line(1) == "a: *b")
    }

    @Test func aliasesAreReplaced() {
        #expect(
            outlines("a: &x {p: 1}\nb: *x\nc: [*x, &y z, *y]\n*y : k\n")
                == [#"{a: {p: !1}, b: {p: !1}, c: [{p: !1}, "z", "z"], z: "k"}"#])
        #expect(outlines("&k a: *k\n") == [#"{a: "a"}"#])
    }

    @Test func anAliasStandsWhereItIsWritten() throws {
        let stream = YAML.parse(Array("a: &x 1\nb:   *x\n".utf8), file: "t.yaml")
        guard case .mapping(let entries) = try #require(stream.documents.first).content else { return }
        #expect(entries[1].value.mark == Mark(line: 2, column: 6))
    }

    @Test func mergeKeysFillInWhatIsMissing() {
        let base = "x: &x {a: 1, b: 2}\ny: &y {b: 3, c: 4}\n"
        #expect(
            outlines(base + "z:\n  k: 0\n  <<: [*x, *y]\n  b: 9\n").first?.hasSuffix(
                "z: {k: !0, a: !1, c: !4, b: !9}}") == true)
        #expect(outlines("<<: {a: 1}\n") == ["{a: !1}"])
        #expect(outlines("\"<<\": {a: 1}\n") == ["{<<: {a: !1}}"])
    }

    @Test func coreTagsAreTaken() {
        #expect(
            outlines(
                "a: !!str 12\nb: !!int \"12\"\nc: !!map {}\nd: !!seq []\ne: !!bool true\nf: !!float 3\ng: !!null ''\n")
                == [#"{a: "12", b: !12, c: {}, d: [], e: !true, f: !3, g: !}"#])
        #expect(complaints("a: !!str 12\nb: !!seq []\n").isEmpty)
    }
}
