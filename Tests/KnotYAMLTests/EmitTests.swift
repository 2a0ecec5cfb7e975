import KnotModel
import KnotYAML
import Testing

@Suite struct EmitTests {
    private static let start = Mark(line: 1, column: 1)

    private func text(_ value: String) -> Node { Node(.scalar(value, isPlain: false), at: Self.start) }
    private func plain(_ value: String) -> Node { Node(.scalar(value, isPlain: true), at: Self.start) }
    private func list(_ items: [Node]) -> Node { Node(.sequence(items), at: Self.start) }
    private func map(_ entries: [(String, Node)]) -> Node {
        Node(.mapping(entries.map { Node.Entry(key: $0.0, keyMark: Self.start, value: $0.1) }), at: Self.start)
    }

    @Test func aManifestIsWrittenAsOneWouldWriteIt() {
        let template = map([
            ("kind", text("Template")), ("name", text("ubuntu")),
            (
                "container",
                map([
                    ("image", text("ubuntu:latest")), ("command", list([text("sleep"), text("infinity")])),
                    ("privileged", plain("false")), ("memory", text("512")), ("cpus", plain("1.5")),
                    ("environment", list([text("A=b"), text("ON=yes")])), ("ports", list([text("22:22")])),
                ])
            ),
            ("script", text("#!/bin/sh\nset -e\n\n  echo ${{ .space.name }}\n")), ("answer", text("yes")),
            ("labels", map([])), ("groups", list([])), ("note", plain("null")), ("date", text("2026-01-31")),
            ("address", text("10.0.0.1")),
        ])
        #expect(
            YAML.emit([template, map([("kind", text("Zone"))])]) == """
                kind: Template
                name: ubuntu
                container:
                  image: ubuntu:latest
                  command:
                  - sleep
                  - infinity
                  privileged: false
                  memory: '512'
                  cpus: 1.5
                  environment:
                  - A=b
                  - ON=yes
                  ports:
                  - '22:22'
                script: |
                  #!/bin/sh
                  set -e

                    echo ${{ .space.name }}
                answer: 'yes'
                labels: {}
                groups: []
                note: null
                date: '2026-01-31'
                address: 10.0.0.1
                ---
                kind: Zone

                """)
    }

    @Test func nothingIsWrittenForNoDocuments() {
        #expect(YAML.emit([]).isEmpty)
    }

    private static let awkward = [
        "", " ", "  a", "a ", "\ta", "a\t", "true", "null", "~", "yes", "12", "0x1f", "0o7", "1e3", ".inf", "-", "- a",
        "-a",
        "?", "? a", ":", "a: b", "a:b", "a:", "#", "a #b", "a#b", "'", "\"", "it's", "{", "{}", "[a]", "a, b", "&a",
        "*a",
        "!a", "|", ">", "%a", "@a", "`a`", "<<", "=", "---", "--- a", "...", "a\n", "\n", "\n\n", "a\n\n", "\na",
        "a\nb",
        "a\nb\n", "a\n b\n", " a\nb", "a \nb", "a\n\n\nb\n\n\n", "a\r\nb", "\r", "a\u{85}b", "a\u{2028}b", "\u{FEFF}",
        "\u{0}",
        "\u{7F}", "\u{1B}[1m", "é", "日本語", "👩‍👩‍👧", "a\n👍\n", "${{ .space.name }}", "C:\\dir", "\\n", "a\n---\nb",
        "a\n...\nb\n",
        "a\n#b\n", "\u{FFFE}", "\u{10FFFF}", "22:22", "1_000", "2026-01-31", "a\tb\nc\td\n", "\t\n", "\n \n",
        "e\u{301}",
    ]

    @Test(arguments: EmitTests.awkward)
    func anAwkwardTextComesBackEverywhere(_ value: String) {
        let nodes = [
            text(value), list([text(value), text(value)]), map([(value, text(value))]),
            map([("a", list([list([text(value)]), map([(value, list([text(value)])), ("z", text("z"))])]))]),
        ]
        let written = YAML.emit(nodes)
        let read = YAML.parse(Array(written.utf8), file: "out")
        #expect(read.diagnostics.isEmpty, "\(written)")
        #expect(read.documents.map(Outline.init) == nodes.map(Outline.init), "\(written)")
    }

    private func scalar(_ random: inout SeededGenerator) -> Node {
        switch Int.random(in: 0..<4, using: &random) {
        case 0: plain(["true", "12", "null", "~", "-1.5", "0x1F", ".inf"].randomElement(using: &random) ?? "")
        default: text(word(&random))
        }
    }

    private func word(_ random: inout SeededGenerator) -> String {
        let count = Int.random(in: 0..<4, using: &random)
        return (0..<count).map { _ in Self.awkward.randomElement(using: &random) ?? "" }.joined()
    }

    private func tree(_ depth: Int, _ random: inout SeededGenerator) -> Node {
        let size = Int.random(in: 0..<4, using: &random)
        switch depth == 0 ? 0 : Int.random(in: 0..<4, using: &random) {
        case 0: return scalar(&random)
        case 1: return list((0..<size).map { _ in tree(depth - 1, &random) })
        default:
            var known: Set<String> = []
            let keys = (0..<size).map { _ in word(&random) }.filter { known.insert($0).inserted }
            return map(keys.map { ($0, tree(depth - 1, &random)) })
        }
    }

    @Test func anytime_whatIsWrittenReadsBackTheSame() {
        var random = SeededGenerator(seed: 21)
        for _ in 0..<2_000 {
            let trees = (0..<Int.random(in: 1..<4, using: &random)).map { _ in tree(4, &random) }
            let written = YAML.emit(trees)
            let read = YAML.parse(Array(written.utf8), file: "out")
            #expect(read.diagnostics.isEmpty, "\(written)")
            #expect(read.documents.map(Outline.init) == trees.map(Outline.init), "\(written)")
        }
    }
}
