import KnotManifest
import KnotModel
import Testing

struct ShellWordsTests {
    @Test(arguments: [
        ("sleep infinity", ["sleep", "infinity"]),
        ("  a \t b\nc ", ["a", "b", "c"]),
        ("", []),
        ("sh -c 'echo \"hi\" $HOME'", ["sh", "-c", "echo \"hi\" $HOME"]),
        ("sh -c \"echo \\\"hi\\\" \\n \\$x\"", ["sh", "-c", "echo \"hi\" \\n $x"]),
        ("a\\ b c'd'\"e\"", ["a b", "cde"]),
        ("'' \"\"", ["", ""]),
        ("a\\\nb", ["ab"]),
        ("run ${{ .space.name }} --x=${{ .custom.a b }}c", ["run", "${{ .space.name }}", "--x=${{ .custom.a b }}c"]),
        ("echo \"${{ quote \"a\" }}\"", ["echo", "${{ quote \"a\" }}"]),
    ])
    func splits_as_a_shell_does(_ text: String, _ words: [String]) throws {
        #expect(try ShellWords.split(text) == words)
    }

    @Test(arguments: ["echo 'a", "echo \"a", "echo \\"])
    func an_open_end_is_an_error(_ text: String) {
        #expect(throws: FormatError.self) { try ShellWords.split(text) }
    }
}
