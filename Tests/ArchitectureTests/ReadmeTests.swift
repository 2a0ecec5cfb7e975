import Foundation
import KnotManifest
import Testing

/// README.md tells what the program says of itself, word for word.
///
/// `KNOT_TEST_UPDATE_README=1 Tests/run ReadmeTests` writes what the program says into the file.
@Suite struct ReadmeTests {
    private static let binary = ProcessInfo.processInfo.environment["KNOT_TEST_BINARY"]

    @Test(.enabled(if: binary != nil, "KNOT_TEST_BINARY is not set: use Tests/run"))
    func theReferenceIsUpToDate() throws {
        let file = Repository.current.root.appending(path: "README.md")
        let readme = try String(contentsOf: file, encoding: .utf8)
        let begin = try #require(readme.range(of: "<!-- reference:begin -->\n"))
        let end = try #require(readme.range(of: "<!-- reference:end -->"))
        let kinds = Schema.referenceMarkdown().trimmingCharacters(in: .whitespacesAndNewlines)
        let program = try #require(Self.binary)
        let generated = try kinds + "\n\n" + CommandReference(program: program).markdown()
        if ProcessInfo.processInfo.environment["KNOT_TEST_UPDATE_README"] != nil {
            let text = readme[..<begin.upperBound] + "\n" + generated + "\n\n" + readme[end.lowerBound...]
            try Data(text.utf8).write(to: file)
            return
        }
        let written = readme[begin.upperBound..<end.lowerBound].trimmingCharacters(in: .whitespacesAndNewlines)
        let lines = [written, generated].map { $0.split(separator: "\n", omittingEmptySubsequences: false) }
        let first = zip(lines[0], lines[1]).first { $0 != $1 }
        let isUpToDate = lines[0] == lines[1]
        #expect(
            isUpToDate,
            """
            README.md is out of date: KNOT_TEST_UPDATE_README=1 Tests/run ReadmeTests mends it.
            It says:  \(first.map { String($0.0) } ?? "\(lines[0].count) lines")
            not:      \(first.map { String($0.1) } ?? "\(lines[1].count) lines")
            """)
    }
}
