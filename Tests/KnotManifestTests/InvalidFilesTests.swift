import KnotManifest
import Testing

/// Every file in `invalid/` begins with the diagnostics it must get, one `# expect:` line for each.
struct InvalidFilesTests {
    @Test func there_are_enough() { #expect(Fixtures.files("invalid").count >= 60) }

    @Test(arguments: Fixtures.files("invalid"))
    func gives_exactly_the_expected_diagnostics(_ file: String) throws {
        let text = String(decoding: try Fixtures.bytes("invalid/\(file)"), as: UTF8.self)
        let expected = text.split(separator: "\n").prefix { $0.hasPrefix("# expect: ") }.map {
            String($0.dropFirst(10))
        }
        let set = try Fixtures.read("invalid/\(file)")
        let found = set.diagnostics.map(Fixtures.line)
        #expect(!expected.isEmpty, "the file has no expectation")
        #expect(found.count == expected.count, "\(found)")
        for (found, expected) in zip(found, expected) { #expect(found.contains(expected)) }
        // A file whose only fault is worth a warning is still applied.
        #expect(set.hasErrors == expected.contains { $0.contains(": error: ") })
    }
}
