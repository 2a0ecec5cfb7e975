import KnotModel
import KnotYAML
import Testing

@Suite struct FuzzTests {
    private static let seeds = [
        "kind: Space\nname: web\nlabels: {team: core, \"a b\": 'c'}\nports: [\"80:80\", 22:22]\n",
        "a: &x\n  b: *x\n<<: *x\nc: !!str |\n  text\n   more\n\n\nd: >-\n folded\n\n text\n",
        "%YAML 1.2\n---\n? [complex, key]\n: - - - x\n...\n---\n\"esc \\u00e9 \\x41 \\\n  y\": 'it''s'\n",
        "\u{FEFF}é: ${{ .space.name }}\r\n---\r\n- {}\r\n- []\r\n- ~\n# comment\u{2028}next\n",
    ]
    private static let words = [
        "---\n", "...\n", "- ", ": ", "? ", "{", "}", "[", "]", ",", "&a ", "*a", "!!str ", "!x ", "|\n", ">+1\n", "\"",
        "'", "\n", "\t", "  ", "#", "%TAG ! x\n", "<<: ", "@", "`", "\\", "\u{85}", "\u{2028}", "\u{FEFF}", "\0", "a",
        "é",
    ]

    /// Whatever the bytes, reading returns, and what it returns keeps its promises.
    private func check(_ bytes: [UInt8]) {
        var limits = YAML.Limits.standard
        limits.diagnostics = 10
        let stream = YAML.parse(bytes, file: "f", limits: limits)
        #expect(stream.diagnostics.count <= 10)
        for diagnostic in stream.diagnostics {
            #expect(!diagnostic.message.isEmpty)
            #expect(!diagnostic.description.unicodeScalars.contains { $0.value < 0x20 && $0 != "\n" && $0 != "\t" })
            if let mark = diagnostic.mark { #expect(mark.line >= 1 && mark.column >= 1) }
        }
        if !stream.documents.isEmpty, !stream.hasErrors {
            let again = YAML.parse(Array(YAML.emit(stream.documents).utf8), file: "g")
            #expect(again.documents.map(Outline.init) == stream.documents.map(Outline.init), "\(bytes)")
        }
    }

    @Test func anytime_randomBytesAreSurvived() {
        var random = SeededGenerator(seed: 11)
        for _ in 0..<3_000 {
            check((0..<Int.random(in: 0..<80, using: &random)).map { _ in UInt8.random(in: 0...255, using: &random) })
        }
    }

    @Test func anytime_randomWordsAreSurvived() {
        var random = SeededGenerator(seed: 12)
        for _ in 0..<6_000 {
            let count = Int.random(in: 0..<24, using: &random)
            check((0..<count).flatMap { _ in Array((Self.words.randomElement(using: &random) ?? "").utf8) })
        }
    }

    @Test func anytime_damagedManifestsAreSurvived() {
        var random = SeededGenerator(seed: 13)
        for _ in 0..<4_000 {
            var bytes = Array((Self.seeds.randomElement(using: &random) ?? "").utf8)
            for _ in 0..<Int.random(in: 0..<4, using: &random) where !bytes.isEmpty {
                let place = Int.random(in: 0..<bytes.count, using: &random)
                switch Int.random(in: 0..<5, using: &random) {
                case 0: bytes[place] = UInt8.random(in: 0...255, using: &random)
                case 1: bytes.remove(at: place)
                case 2:
                    bytes.insert(contentsOf: Array((Self.words.randomElement(using: &random) ?? "").utf8), at: place)
                case 3: bytes.removeSubrange(place...)
                default: bytes.insert(contentsOf: bytes[place...].prefix(20), at: place)
                }
            }
            check(bytes)
        }
    }
}
